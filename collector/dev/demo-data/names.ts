/** What people, their firms and their jobs are called, in English and in Persian. */
import type { Weighed } from './dice.ts';

type Names = readonly [string, ...string[]];
export type Sex = 'female' | 'male';

interface Complaint {
  topic: 'delivery' | 'quality';
  text: string;
}

export interface Words {
  first: Readonly<Record<Sex, Names>>;
  last: Names;
  companies: Names;
  /** most people who write to a shop of cat food are nobody's boss */
  titles: readonly Weighed<string>[];
  complaints: readonly [Complaint, ...Complaint[]];
  excuses: Names;
  praise: Names;
}

const english: Words = {
  first: {
    female: ['Anna', 'Clara', 'Emily', 'Hannah', 'Julia', 'Laura', 'Maria', 'Nora', 'Sophie'],
    male: ['Ben', 'David', 'Elias', 'Felix', 'Jonas', 'Lukas', 'Oliver', 'Paul', 'Thomas'],
  },
  last: ['Bauer', 'Brown', 'Fischer', 'Gruber', 'Hofmann', 'Keller', 'Miller', 'Novak', 'Schmidt'],
  companies: ['Cat Hotel Mitte', 'Paws & Partners', 'Whisker Clinic', 'North Shelter', 'Feline Co'],
  titles: [
    [2, 'CEO'],
    [2, 'Owner'],
    [2, 'Director of Purchasing'],
    [4, 'Shop Manager'],
    [5, 'Veterinary Assistant'],
    [3, 'Volunteer'],
  ],
  complaints: [
    { topic: 'quality', text: 'The bag was torn.' },
    { topic: 'delivery', text: 'It came four days late.' },
    { topic: 'quality', text: 'The tins were dented.' },
  ],
  excuses: ['A new one is on its way.', 'Refunded, with our apologies.'],
  praise: ['My cat has opinions, and they are good.', 'Eaten to the last crumb.', 'Ordered again.'],
};

const persian: Words = {
  first: {
    female: ['سارا', 'مریم', 'نازنین', 'الهام', 'زهرا', 'شیرین', 'نگار', 'پریسا'],
    male: ['علی', 'رضا', 'امیر', 'حسین', 'کیان', 'بردیا', 'مهدی', 'آرش'],
  },
  last: ['احمدی', 'محمدی', 'کریمی', 'حسینی', 'رضایی', 'یوسفی', 'نیک‌پور', 'شریفی'],
  companies: ['کلینیک پیشی', 'پناهگاه مهر', 'پت‌شاپ ونک', 'هتل گربه‌ها', 'شرکت پارس پت'],
  titles: [
    [2, 'مدیرعامل'],
    [2, 'مالک'],
    [2, 'معاون خرید'],
    [4, 'مدیر فروشگاه'],
    [5, 'کارشناس'],
    [3, 'داوطلب'],
  ],
  complaints: [
    { topic: 'quality', text: 'بسته پاره بود.' },
    { topic: 'delivery', text: 'چهار روز دیر رسید.' },
    { topic: 'quality', text: 'قوطی‌ها فرو رفته بودند.' },
  ],
  excuses: ['بستهٔ تازه در راه است.', 'با عذرخواهی پول برگشت داده شد.'],
  praise: ['گربه‌ام عاشقش شد.', 'تا آخرین دانه خورد.', 'دوباره سفارش دادم.'],
};

export const WORDS: Readonly<Record<'en' | 'fa', Words>> = { en: english, fa: persian };
