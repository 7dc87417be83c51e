/** What columns are called in English and Persian: a table of words, folded. */
import { squash } from '../../engine/text-fold.ts';
import { lookUp } from './cell-words.ts';

export type ImportKind = 'orders' | 'contacts';

/** By kind and field, the headers that are taken for it. The first field that knows a header has it. */
const HEADERS = {
  orders: {
    order_id: [
      'order id',
      'order number',
      'order no',
      'order',
      'order ref',
      'invoice',
      'شماره سفارش',
      'شناسه سفارش',
      'کد سفارش',
      'سفارش',
      'شماره فاکتور',
    ],
    time: [
      'date',
      'time',
      'order date',
      'created at',
      'date created',
      'paid at',
      'ordered at',
      'purchase date',
      'datetime',
      'timestamp',
      'تاریخ',
      'تاریخ سفارش',
      'تاریخ خرید',
      'زمان',
      'تاریخ ثبت',
    ],
    value: [
      'value',
      'total',
      'amount',
      'order total',
      'grand total',
      'revenue',
      'sum',
      'order value',
      'مبلغ',
      'مبلغ کل',
      'جمع',
      'جمع کل',
      'مبلغ سفارش',
      'مبلغ پرداختی',
    ],
    currency: ['currency', 'currency code', 'ارز', 'واحد پول'],
    email: [
      'email',
      'e-mail',
      'email address',
      'customer email',
      'billing email',
      'mail',
      'ایمیل',
      'پست الکترونیک',
      'رایانامه',
      'ایمیل مشتری',
    ],
    user_id: [
      'user id',
      'customer id',
      'customer',
      'user',
      'client id',
      'customer number',
      'شناسه مشتری',
      'کد مشتری',
      'شناسه کاربر',
      'شماره مشتری',
    ],
    visitor: ['visitor', 'visitor id', 'anonymous id', 'شناسه بازدیدکننده'],
    status: ['status', 'order status', 'state', 'financial status', 'وضعیت', 'وضعیت سفارش'],
    refunded: [
      'refunded',
      'refund',
      'refunded amount',
      'refund amount',
      'amount refunded',
      'مبلغ مرجوعی',
      'مبلغ برگشتی',
      'برگشتی',
    ],
    coupon: ['coupon', 'coupon code', 'discount code', 'voucher', 'کد تخفیف', 'کوپن'],
    item_id: ['item id', 'sku', 'product id', 'lineitem sku', 'کد کالا', 'شناسه کالا', 'کد محصول'],
    item_name: [
      'item name',
      'item',
      'product',
      'product name',
      'lineitem name',
      'کالا',
      'نام کالا',
      'محصول',
      'نام محصول',
    ],
    price: ['price', 'unit price', 'item price', 'lineitem price', 'قیمت', 'قیمت واحد', 'فی'],
    quantity: ['quantity', 'qty', 'count', 'pieces', 'lineitem quantity', 'تعداد', 'مقدار'],
  },
  contacts: {
    email: ['email', 'e-mail', 'email address', 'mail', 'ایمیل', 'پست الکترونیک', 'رایانامه'],
    user_id: [
      'user id',
      'customer id',
      'customer',
      'user',
      'id',
      'contact id',
      'شناسه',
      'شناسه مشتری',
      'کد مشتری',
      'شناسه کاربر',
    ],
    visitor: ['visitor', 'visitor id', 'anonymous id', 'شناسه بازدیدکننده'],
    time: [
      'date',
      'time',
      'created at',
      'signed up',
      'signup date',
      'subscribed at',
      'opt in time',
      'timestamp',
      'تاریخ',
      'تاریخ عضویت',
      'تاریخ ثبت',
    ],
    subscribed: [
      'subscribed',
      'newsletter',
      'opt in',
      'subscription',
      'accepts marketing',
      'خبرنامه',
      'عضو خبرنامه',
      'مشترک',
    ],
    first_name: ['first name', 'given name', 'نام'],
    last_name: ['last name', 'surname', 'family name', 'نام خانوادگی'],
    name: ['name', 'full name', 'نام و نام خانوادگی', 'نام کامل'],
    phone: [
      'phone',
      'telephone',
      'mobile',
      'phone number',
      'تلفن',
      'موبایل',
      'شماره تماس',
      'تلفن همراه',
    ],
    company: ['company', 'organisation', 'organization', 'شرکت', 'سازمان'],
    job_title: ['job title', 'title', 'position', 'role', 'سمت', 'شغل', 'عنوان شغلی'],
    city: ['city', 'town', 'شهر'],
    country: ['country', 'کشور'],
  },
} as const satisfies Record<ImportKind, Record<string, readonly string[]>>;

export type OrderField = keyof (typeof HEADERS)['orders'];
export type ContactField = keyof (typeof HEADERS)['contacts'];
export type Field = OrderField | ContactField;

export const FIELDS: Readonly<Record<ImportKind, readonly Field[]>> = {
  orders: Object.keys(HEADERS.orders) as OrderField[],
  contacts: Object.keys(HEADERS.contacts) as ContactField[],
};

const FIELD_OF: Readonly<Record<ImportKind, ReadonlyMap<string, Field>>> = {
  orders: lookUp<Field>(HEADERS.orders),
  contacts: lookUp<Field>(HEADERS.contacts),
};

/** The field that a header is taken for. What stands in brackets is a unit or a remark. */
export function fieldOf(kind: ImportKind, header: string): Field | undefined {
  const known = FIELD_OF[kind];
  return known.get(squash(header)) ?? known.get(squash(header.replace(/[([{].*/, '')));
}

/** The unit of money that a header names. */
export function unitIn(header: string): 'toman' | 'rial' | undefined {
  if (/تومان|تومن|toman/i.test(header)) return 'toman';
  return /ریال|ريال|﷼|rial/i.test(header) ? 'rial' : undefined;
}
