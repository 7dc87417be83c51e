/** Kinds of pages by their usual paths, in English and Persian. */
import type { PageKind } from '../model.ts';

const PRICING = ['pricing', 'prices', 'price-list', 'plans', 'tariffs', 'tariff', 'packages'];
const PRICING_FA = [
  'قیمت',
  'قیمت-ها',
  'قیمتها',
  'لیست-قیمت',
  'تعرفه',
  'تعرفه-ها',
  'تعرفهها',
  'پلن-ها',
];
const COMPARISON = ['compare', 'comparison', 'comparisons', 'alternatives', 'reviews', 'review'];
const COMPARISON_FA = [
  'مقایسه',
  'مقایسه-محصولات',
  'نقد-و-بررسی',
  'بررسی',
  'نظرات',
  'نظرات-مشتریان',
];
const CONTACT = [
  'contact',
  'contact-us',
  'get-in-touch',
  'quote',
  'request-a-quote',
  'get-a-quote',
];
const CONTACT_FA = ['تماس', 'تماس-با-ما', 'ارتباط-با-ما', 'استعلام', 'استعلام-قیمت', 'پیش-فاکتور'];

/** The page itself wherever it lies, and what lies under it at the top level. */
function paths(...names: string[]): string[] {
  return names.flatMap((name) => [`*/${name}`, `/${name}/*`]);
}

export const pages: PageKind[] = [
  {
    id: 'pricing',
    label: { en: 'Pricing page', fa: 'صفحهٔ قیمت' },
    paths: paths(...PRICING, ...PRICING_FA),
  },
  {
    id: 'comparison',
    label: { en: 'Comparison or review page', fa: 'صفحهٔ مقایسه یا نقد' },
    paths: [...paths(...COMPARISON, ...COMPARISON_FA), '*-vs-*', '*/compare-*', '*/مقایسه-*'],
  },
  {
    id: 'contact',
    label: { en: 'Contact page', fa: 'صفحهٔ تماس' },
    paths: paths(...CONTACT, ...CONTACT_FA),
  },
];
