/** What the strip says: names of rungs and segments, and how to reach the next rung. */

type Link = readonly [href: string, label: string];

/** The default ladder, lowest rung first. */
export const LADDER: readonly (readonly [id: string, label: string])[] = [
  ['suspect', 'Suspect'],
  ['lead', 'Lead'],
  ['prospect', 'Prospect'],
  ['customer', 'Customer'],
  ['repeat', 'Repeat customer'],
  ['advocate', 'Advocate'],
];

/** `future_advocate` → `Future advocate`; rungs by their names. */
export function labelOf(id: string): string {
  const rung = LADDER.find(([known]) => known === id);
  if (rung) return rung[1];
  const words = id.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const NOT_RECORDING = {
  gpc: 'Your browser sends Global Privacy Control, so nothing is recorded. Use another browser to try the shop.',
  consent: 'Nothing is recorded, because you asked for that. The privacy page turns it on again.',
  refused:
    'The server refused the events: it has no demo site. “npm start” makes one; on your own account, “npm run site -- create --demo --remote” does.',
} as const;

const AD: Link = [
  '/demo/?utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_term=cat+food&gclid=demo',
  'Arrive as if from an advertisement',
];
const PRICES: Link = ['/demo/pricing', 'Look at the prices'];
const BOX: Link = ['/demo/products/taste-box', 'Put the Taste Box in the cart'];
const REVIEW: Link = ['/demo/products/salmon-supper#review-title', 'Review the Salmon Supper'];
const FRIEND: Link = ['/demo/thanks', 'Recommend the shop to a friend'];

interface Step {
  text: string;
  links: readonly Link[];
}

const FIRST: Step = {
  text: 'Stay ten seconds or open a second page: an engaged visit makes a lead.',
  links: [AD, ['/demo/products/', 'Look at the food']],
};

/** How one climbs from each rung of the default ladder. */
const STEPS: Readonly<Record<string, Step>> = {
  suspect: FIRST,
  lead: {
    text: 'A cart, a message, or 100 points make a prospect.',
    links: [PRICES, BOX, ['/demo/contact', 'Write as a chief executive']],
  },
  prospect: {
    text: 'An order makes a customer. No money moves.',
    links: [BOX, ['/demo/checkout', 'Check out']],
  },
  customer: {
    text: 'A second order makes a repeat customer; a recommendation makes an advocate.',
    links: [BOX, REVIEW, FRIEND],
  },
  repeat: { text: 'A recommendation makes an advocate.', links: [FRIEND, REVIEW] },
  advocate: {
    text: 'The top. The ladder goes both ways: a complaint or a goodbye takes points.',
    links: [
      ['/demo/contact', 'Complain'],
      ['/demo/unsubscribe', 'Unsubscribe'],
    ],
  },
};

export function nextStep(rung = 'suspect'): Step {
  return STEPS[rung] ?? FIRST;
}
