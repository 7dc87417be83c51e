/** What each form of the shop does when it is sent. Rung sees the marked ones by itself. */
import { call, type Method } from './call.ts';
import { element } from './element.ts';
import { forgetVisitor } from './strip.ts';
import { placeOrder, putInCart, showCheckout, showCount } from './till.ts';

/** Gives the sentence that answers the visitor; nothing when the page changes. */
type Answer = (form: HTMLFormElement, data: FormData) => Promise<string> | string;

const FORMS: Readonly<Record<string, Answer>> = {
  newsletter: () => 'Welcome. The first letter comes on Sunday.',
  unsubscribe: () => 'Done. No more letters.',
  add: addToCart,
  contact: contacted,
  review: reviewed,
  nps: recommended,
  referral: copyLink,
  checkout: order,
  privacy: watch,
};

/** Attaches one listener for all forms of the page. */
export function listenToForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    const answer = FORMS[form.dataset.form ?? ''];
    if (!answer) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    void Promise.resolve(answer(form, data)).then((said) => said && tell(form, said));
  });
  document.querySelector('#coupon')?.addEventListener('change', (event) => {
    showCheckout((event.target as HTMLInputElement).value);
  });
}

function tell(form: HTMLFormElement, text: string): void {
  form.querySelector('.answer')?.replaceChildren(text);
}

const text = (data: FormData, name: string) => String(data.get(name) ?? '');

function addToCart(form: HTMLFormElement, data: FormData): string {
  const id = form.closest<HTMLElement>('[data-product]')?.dataset.product ?? '';
  const quantity = Math.max(1, Math.floor(Number(text(data, 'quantity'))) || 1);
  putInCart(id, quantity);
  showCount();
  const link = element('a', { href: '/demo/cart' }, 'See the cart');
  form.querySelector('.answer')?.replaceChildren('In the cart. ', link);
  return '';
}

function contacted(form: HTMLFormElement, data: FormData): string {
  if (text(data, 'topic') === 'complaint') void call('track', 'complaint', { topic: 'demo' });
  form.reset();
  return 'Thank you. In a real shop, someone would now be reading it aloud to a cat.';
}

function reviewed(form: HTMLFormElement, data: FormData): string {
  const item_id = document.querySelector<HTMLElement>('[data-product]')?.dataset.product ?? '';
  void call('track', 'review', {
    rating: Number(text(data, 'rating')),
    item_id,
    ...(text(data, 'text') && { text: text(data, 'text') }),
  });
  form.reset();
  return 'Thank you, and thanks to the cat.';
}

function recommended(_form: HTMLFormElement, data: FormData): string {
  void call('track', 'feedback', { kind: 'nps', score: Number(text(data, 'score')) });
  return 'Noted. Thank you.';
}

async function copyLink(form: HTMLFormElement): Promise<string> {
  const field = form.querySelector('input');
  field?.select();
  void call('track', 'referral', { referred: 'link' });
  const link = new URL(field?.value ?? '', location.href).href;
  const copied = await navigator.clipboard?.writeText(link).then(
    () => true,
    () => false,
  );
  return copied ? 'Copied. Be persuasive.' : 'The link is marked: copy it with your keyboard.';
}

async function order(): Promise<string> {
  const code = document.querySelector<HTMLInputElement>('#coupon')?.value ?? '';
  await placeOrder(code);
  location.assign('/demo/thanks');
  return 'One moment …';
}

const WATCH: Readonly<Record<string, readonly [method: Method, answer: string]>> = {
  out: ['optOut', 'Nothing is recorded from now on, in this browser.'],
  in: ['optIn', 'Rung is watching again.'],
  reset: ['reset', 'You are a new visitor now.'],
};

async function watch(_form: HTMLFormElement, data: FormData): Promise<string> {
  const [method, answer] = WATCH[text(data, 'do')] ?? [];
  if (method) await call(method);
  if (method === 'reset') forgetVisitor();
  return answer ?? '';
}
