/** What cells say in English and Persian: tables of words, folded. */
import { squash } from '../../engine/text-fold.ts';

/** Meanings by word, out of words by meaning. */
export const lookUp = <T>(table: Readonly<Record<string, readonly string[]>>) =>
  new Map(
    Object.entries(table).flatMap(([meaning, words]) =>
      words.map((word) => [squash(word), meaning as T] as const),
    ),
  );

export type Status = 'paid' | 'refunded' | 'void';

/** An order that was never paid is none. */
const STATUSES = lookUp<Status>({
  paid: [
    ...['paid', 'completed', 'complete', 'done', 'processing', 'shipped', 'delivered', 'fulfilled'],
    ...['closed', 'success', 'successful', 'captured', 'partially refunded', 'ok'],
    ...['پرداخت شده', 'تکمیل شده', 'تکمیل', 'موفق', 'ارسال شده', 'تحویل شده', 'در حال انجام'],
    ...['تحویل داده شده', 'در حال پردازش', 'انجام شده', 'پرداخت موفق'],
  ],
  refunded: [
    ...['refunded', 'returned', 'charged back', 'chargeback'],
    ...['مرجوعی', 'مرجوع شده', 'مسترد شده', 'بازپرداخت شده', 'برگشت خورده', 'برگشتی'],
  ],
  void: [
    ...['cancelled', 'canceled', 'failed', 'pending', 'pending payment', 'on hold', 'unpaid'],
    ...['draft', 'voided', 'void', 'expired', 'abandoned', 'awaiting payment', 'declined'],
    ...['لغو شده', 'لغو', 'ناموفق', 'در انتظار پرداخت', 'در انتظار', 'پرداخت نشده', 'منقضی شده'],
    ...['در انتظار بررسی', 'پیش نویس'],
  ],
});

/** An empty cell is paid: that is what a list of sales is of. */
export const statusOf = (text: string): Status | undefined =>
  text.trim() === '' ? 'paid' : STATUSES.get(squash(text));

const ANSWERS = lookUp<'yes' | 'no'>({
  yes: [
    'yes',
    'y',
    'true',
    '1',
    'x',
    'subscribed',
    'active',
    'on',
    'بله',
    'بلی',
    'آری',
    'فعال',
    'عضو',
  ],
  no: [
    'no',
    'n',
    'false',
    '0',
    'unsubscribed',
    'inactive',
    'off',
    'خیر',
    'نه',
    'غیرفعال',
    'لغو عضویت',
  ],
});
const YES = /^[✓✔☑]$/u;

export const answerOf = (text: string): 'yes' | 'no' | undefined =>
  YES.test(text.trim()) ? 'yes' : ANSWERS.get(squash(text));
