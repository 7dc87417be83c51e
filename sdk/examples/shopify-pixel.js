/**
 * Shopify: Settings → Customer events → Add custom pixel; permission "Required: Analytics", so that it runs
 * only with consent. A pixel lives in a sandboxed frame without cookies and without the page's address, so it
 * does not load rung.js: it speaks to the collector itself, in the name of the shop's own cookie. With the tag in
 * the theme as well, take out `page_viewed`. The frame has no origin: leave the site's list of origins empty.
 * @see https://shopify.dev/docs/api/web-pixels-api
 */
const HOST = 'https://YOUR-HOST';
const SITE = 'WRITE_KEY';

const price = (money) => money && { value: Number(money.amount), currency: money.currencyCode };
const variant = (of) => ({ item_id: of?.product?.id, item_name: of?.product?.title });
const lines = (all) =>
  (all ?? []).map((line) => ({
    ...variant(line.variant),
    price: Number(line.variant?.price?.amount),
    quantity: line.quantity,
  }));
const order = ({ checkout }) => ({
  ...price(checkout.totalPrice),
  items: lines(checkout.lineItems),
  coupon: (checkout.discountApplications ?? []).map(({ title }) => title).join() || undefined,
});

/** Shopify's events in Rung's words: name, and properties made of what Shopify tells. */
const EVENTS = {
  page_viewed: ['page_view', () => ({})],
  product_viewed: [
    'view_item',
    ({ productVariant }) => ({ ...variant(productVariant), ...price(productVariant.price) }),
  ],
  search_submitted: ['search', ({ searchResult }) => ({ term: searchResult.query })],
  product_added_to_cart: [
    'add_to_cart',
    ({ cartLine }) => ({
      ...variant(cartLine.merchandise),
      ...price(cartLine.cost.totalAmount),
      quantity: cartLine.quantity,
    }),
  ],
  checkout_started: ['begin_checkout', order],
  checkout_completed: [
    'purchase',
    (data) => ({ order_id: data.checkout.order?.id ?? data.checkout.token, ...order(data) }),
  ],
};

let visitor;

/** The id that the tag in the theme uses too; a new one is kept as long as browsers allow. */
function visitorId() {
  visitor ??= browser.cookie.get('rung').then(async (known) => {
    const id = known || crypto.randomUUID();
    await browser.cookie.set(`rung=${id};path=/;max-age=34560000;samesite=lax`);
    return id;
  });
  return visitor;
}

async function send([type, propsOf], { data, timestamp, context }) {
  const { location, referrer, title } = context.document;
  const event = {
    id: crypto.randomUUID(),
    type,
    ts: Date.parse(timestamp),
    url: location.origin + location.pathname,
    title,
    referrer: referrer ? referrer.split('?')[0] : undefined,
    props: propsOf(data),
  };
  const body = {
    v: 1,
    key: SITE,
    visitor: await visitorId(),
    sent_at: Date.now(),
    sdk: 'rung.shopify/1',
    ctx: { lang: context.navigator.language },
    events: [event],
  };
  await fetch(`${HOST}/e`, { method: 'POST', body: JSON.stringify(body), keepalive: true });
}

for (const [name, meaning] of Object.entries(EVENTS)) {
  analytics.subscribe(name, (event) => send(meaning, event));
}
