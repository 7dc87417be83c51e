/** What the demo shop sells. The pages, the cart, the search and the PDF are all made from it. */

export interface Category {
  id: string;
  name: string;
}

export interface Product {
  id: string;
  name: string;
  category: string;
  /** euros */
  price: number;
  /** what one gets for it */
  unit: string;
  /** one line for the card */
  line: string;
  /** paragraphs of the product page */
  story: readonly string[];
  /** per cent of the weight */
  makeup: { protein: number; fat: number; moisture: number };
  /** composition as the label says it */
  contains: string;
  picture: { shape: 'tin' | 'bag' | 'jar' | 'box'; colour: string; sign: 'fish' | 'bird' | 'paw' };
  /** has the film on its page */
  film?: true;
}

export const CURRENCY = 'EUR';

export function euros(value: number): string {
  return `€${value.toFixed(2)}`;
}

export const CATEGORIES: readonly Category[] = [
  { id: 'wet', name: 'Wet food' },
  { id: 'dry', name: 'Dry food' },
  { id: 'treats', name: 'Treats' },
  { id: 'boxes', name: 'Boxes' },
];

export const PRODUCTS: readonly Product[] = [
  {
    id: 'salmon-supper',
    name: 'Salmon Supper',
    category: 'wet',
    price: 29.9,
    unit: '24 tins of 85 g',
    line: 'Flaked salmon in its own broth. The tin they hear from two rooms away.',
    story: [
      'One fish, one tin. We steam the salmon in the tin it is sold in, so the broth stays where it belongs and nothing has to be put back later.',
      'Most cats finish it in four minutes. The record in our office is held by a tabby called Kebab, who needs no witnesses.',
    ],
    makeup: { protein: 12.5, fat: 5.1, moisture: 79 },
    contains: 'Salmon 72 %, salmon broth 26 %, minerals 1.6 %, taurine 0.2 %.',
    picture: { shape: 'tin', colour: '#d9734e', sign: 'fish' },
    film: true,
  },
  {
    id: 'chicken-chapter',
    name: 'Chicken Chapter',
    category: 'wet',
    price: 18.5,
    unit: '12 tins of 100 g',
    line: 'Pulled chicken with a spoon of pumpkin, for calm stomachs.',
    story: [
      'Chicken thigh, pulled by hand, with just enough pumpkin to keep things moving. No jelly, no cereal, no colouring: your cat does not care what colour it is.',
      'A good first tin for a cat who is changing over from dry food.',
    ],
    makeup: { protein: 11.8, fat: 6, moisture: 78 },
    contains: 'Chicken 68 %, chicken broth 25 %, pumpkin 5 %, minerals 1.8 %, taurine 0.2 %.',
    picture: { shape: 'tin', colour: '#d6a23f', sign: 'bird' },
  },
  {
    id: 'classic-crunch',
    name: 'Classic Crunch',
    category: 'dry',
    price: 21,
    unit: 'bag of 2 kg',
    line: 'An everyday dry food with more bird than grain. In fact, with no grain.',
    story: [
      'Baked slowly instead of pressed hot, so it breaks with a crunch and not into dust. Poultry comes first on the list and makes up most of the bag.',
      'Always put a bowl of water beside it. Better still: two, in different rooms.',
    ],
    makeup: { protein: 37, fat: 17, moisture: 8 },
    contains: 'Poultry 58 %, peas 20 %, poultry fat 9 %, egg 6 %, fish oil 4 %, minerals 3 %.',
    picture: { shape: 'bag', colour: '#3f7d6b', sign: 'bird' },
  },
  {
    id: 'old-gentleman',
    name: 'Old Gentleman',
    category: 'dry',
    price: 19.5,
    unit: 'bag of 1.5 kg',
    line: 'Softer kibble and less phosphorus, from ten years on.',
    story: [
      'Older cats eat less and mean it more. The pieces are small and soft, and easy on the kidneys.',
      'Wet it with a little warm water on difficult days.',
    ],
    makeup: { protein: 33, fat: 14, moisture: 10 },
    contains: 'Chicken 54 %, rice 18 %, egg 10 %, poultry fat 8 %, fish oil 6 %, fibre 4 %.',
    picture: { shape: 'bag', colour: '#6b6a9c', sign: 'paw' },
  },
  {
    id: 'kitten-kick-off',
    name: 'Kitten Kick-off',
    category: 'dry',
    price: 14.9,
    unit: 'bag of 1 kg',
    line: 'Tiny pieces with plenty of energy, for the first twelve months.',
    story: [
      'A kitten doubles its weight in a few weeks, mostly at three in the morning. This is what it runs on.',
      'Offer it four times a day until month six, then twice.',
    ],
    makeup: { protein: 41, fat: 21, moisture: 8 },
    contains: 'Chicken 60 %, egg 14 %, peas 12 %, poultry fat 8 %, salmon oil 4 %, minerals 2 %.',
    picture: { shape: 'bag', colour: '#c8688a', sign: 'paw' },
  },
  {
    id: 'tuna-twigs',
    name: 'Tuna Twigs',
    category: 'treats',
    price: 4.9,
    unit: 'jar of 60 g',
    line: 'Air-dried tuna sticks. Break them in half; nobody will notice.',
    story: [
      'Only tuna, dried with warm air for sixteen hours. One twig has four calories, so there is room for a second opinion.',
      'Shake the jar to find out where your cat is.',
    ],
    makeup: { protein: 78, fat: 6, moisture: 9 },
    contains: 'Tuna 100 %.',
    picture: { shape: 'jar', colour: '#4a86a8', sign: 'fish' },
  },
  {
    id: 'dental-pebbles',
    name: 'Dental Pebbles',
    category: 'treats',
    price: 5.9,
    unit: 'jar of 120 g',
    line: 'Hard outside, soft inside. A toothbrush they do not hide from.',
    story: [
      'The shell makes a cat bite twice, and the second bite does the cleaning. Four a day are enough.',
      'No sugar, no malt, no promise about the smell of tuna.',
    ],
    makeup: { protein: 32, fat: 18, moisture: 7 },
    contains: 'Chicken 46 %, potato 24 %, poultry fat 14 %, egg 10 %, seaweed 4 %, minerals 2 %.',
    picture: { shape: 'jar', colour: '#5c8f54', sign: 'paw' },
  },
  {
    id: 'taste-box',
    name: 'The Taste Box',
    category: 'boxes',
    price: 12,
    unit: '6 tins, 2 bags, 1 jar',
    line: 'A little of everything, for cats with opinions.',
    story: [
      'Six tins, two small bags and a jar. Serve one a day and write down what happens to the bowl.',
      'What was left untouched, we swap for what was not. That is the whole method.',
    ],
    makeup: { protein: 24, fat: 12, moisture: 45 },
    contains: 'See the label of each tin, bag and jar.',
    picture: { shape: 'box', colour: '#b9834f', sign: 'paw' },
  },
];
