/** The sheet all presets share: groups, rules and grades. */
import type { Grade, Group, Rule } from '../model.ts';
import * as act from './acts.ts';
import * as title from './job-titles.ts';

export const groups: Group[] = [
  { id: 'attention', label: { en: 'Attention', fa: 'توجه' }, decays: true, floor: 0, cap: 49 },
  { id: 'intent', label: { en: 'Intent', fa: 'قصد خرید' }, decays: true, floor: -50, cap: 250 },
  { id: 'fit', label: { en: 'Fit', fa: 'تناسب' }, decays: false, floor: -50, cap: 50 },
];

export const grades: Grade[] = [
  { id: 'weak', label: { en: 'Weak', fa: 'ضعیف' } },
  { id: 'medium', label: { en: 'Medium', fa: 'متوسط' }, min: 100 },
  { id: 'strong', label: { en: 'Strong', fa: 'قوی' }, above: 200 },
];

type Sheet = readonly [
  id: string,
  en: string,
  fa: string,
  when: Rule['when'],
  points: number,
  limit: [times: number, per: 'visit' | 'day' | 'lifetime'],
];

const ATTENTION: readonly Sheet[] = [
  ['engaged_visit', 'Engaged visit', 'بازدید با درگیری', act.engagedVisit, 2, [1, 'visit']],
  ['further_page', 'Further page', 'صفحهٔ دیگر', act.furtherPage, 1, [5, 'visit']],
  ['engaged_minute', 'A minute engaged', 'یک دقیقه درگیری', act.engagedMinute, 5, [1, 'visit']],
  ['ad_arrival', 'Came by an ad', 'آمدن از تبلیغ', ad('arrival'), 5, [1, 'day']],
  ['ad_slot', 'Click on an ad slot', 'کلیک بر جایگاه تبلیغ', ad('slot'), 0, [1, 'day']],
  ['email_open', 'E-mail opened', 'باز کردن ایمیل', { event: 'email_open' }, 1, [1, 'day']],
  ['email_click', 'Click in an e-mail', 'کلیک در ایمیل', act.emailClick, 5, [1, 'day']],
];

const INTENT: readonly Sheet[] = [
  ['product_view', 'Product view', 'دیدن محصول', { event: 'view_item' }, 3, [2, 'day']],
  ['site_search', 'Search on the site', 'جستجو در سایت', act.search, 5, [2, 'day']],
  [
    'comparison_page',
    'Comparison or review page',
    'صفحهٔ مقایسه یا نقد',
    act.comparisonPage,
    8,
    [1, 'visit'],
  ],
  ['pricing_page', 'Pricing page', 'صفحهٔ قیمت', act.pricingPage, 15, [1, 'visit']],
  ['download', 'Download', 'دانلود فایل', { event: 'file_download' }, 30, [2, 'day']],
  ['video_half', 'Video half watched', 'دیدن نیمی از ویدئو', halfWatched(), 10, [2, 'day']],
  ['newsletter_signup', 'Newsletter sign-up', 'عضویت در خبرنامه', act.signup, 40, [1, 'lifetime']],
  [
    'newsletter_unsubscribe',
    'Newsletter unsubscribe',
    'لغو عضویت خبرنامه',
    { event: 'newsletter_unsubscribe' },
    -40,
    [1, 'lifetime'],
  ],
  ['contact_form', 'Contact or quote form', 'فرم تماس یا استعلام', act.contactForm, 50, [1, 'day']],
  ['add_to_cart', 'Added to cart', 'افزودن به سبد', act.cart, 20, [1, 'day']],
  ['begin_checkout', 'Checkout begun', 'شروع پرداخت', { event: 'begin_checkout' }, 30, [1, 'day']],
  ['email_goal', 'E-mail goal reached', 'رسیدن به هدف ایمیل', act.emailGoal, 15, [1, 'day']],
  [
    'good_review',
    'Review of four stars or more',
    'نظر چهار ستاره یا بیشتر',
    act.goodReview,
    15,
    [1, 'day'],
  ],
  ['referral', 'Referral', 'معرفی به دیگران', act.referral, 15, [1, 'day']],
  ['follow', 'Social follow', 'دنبال کردن', act.follow, 10, [1, 'lifetime']],
  ['share', 'Share', 'هم‌رسانی', act.share, 10, [1, 'day']],
  ['unhappy', 'Complaint or poor rating', 'شکایت یا امتیاز پایین', act.unhappy, -30, [1, 'day']],
  [
    'complaint_resolved',
    'Complaint resolved',
    'رسیدگی به شکایت',
    { event: 'complaint_resolved' },
    30,
    [1, 'day'],
  ],
  ['purchase', 'Purchase', 'خرید', { event: 'purchase' }, 25, [1, 'day']],
  ['refund', 'Refund', 'بازپرداخت', { event: 'refund' }, -25, [1, 'day']],
];

function ad(kind: 'arrival' | 'slot'): Rule['when'] {
  return { event: 'ad_click', where: { field: 'props.kind', is: kind } };
}

/** The half-way mark only: a video seen to its end is still one video. */
function halfWatched(): Rule['when'] {
  return { event: 'video_progress', where: { field: 'props.percent', min: 50, below: 75 } };
}

function rule(group: string, [id, en, fa, when, points, [times, per]]: Sheet): Rule {
  return { id, label: { en, fa }, when, points, group, limit: { times, per } };
}

type Title = readonly [id: string, en: string, fa: string, when: Rule['when'], points: number];

const TITLES: readonly Title[] = [
  ['title_chief', 'Job title: CEO or owner', 'سمت: مدیرعامل یا مالک', title.chief, 50],
  ['title_director', 'Job title: director', 'سمت: مدیر ارشد', title.director, 30],
  ['title_manager', 'Job title: manager', 'سمت: مدیر میانی', title.manager, 20],
  ['title_staff', 'Job title: staff', 'سمت: کارمند', title.anyTitle, 0],
];

function titleRule([id, en, fa, when, points]: Title): Rule {
  return { id, label: { en, fa }, when, points, group: 'fit', highest_of: 'job_title' };
}

export const rules: Rule[] = [
  ...ATTENTION.map((row) => rule('attention', row)),
  ...INTENT.map((row) => rule('intent', row)),
  ...TITLES.map(titleRule),
];
