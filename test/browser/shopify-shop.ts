/** A shop and the frame of a custom pixel, as Shopify documents them: https://shopify.dev/docs/api/web-pixels-api */

/** The calls that a pixel has in its frame; cookies are those of the page around it. */
export const PIXEL_FRAME = `
  const asked = [];
  const ask = (what) => new Promise((answer) => { asked.push(answer); parent.postMessage(what, '*'); });
  const listeners = {};
  const analytics = { subscribe: async (name, listener) => { listeners[name] = listener; } };
  const browser = { cookie: { get: (name) => ask({ get: name }), set: (text) => ask({ set: text }) } };
  addEventListener('message', ({ data }) => {
    if ('cookie' in data) asked.shift()(data.cookie);
    else for (const event of data) listeners[event.name](event);
  });
  addEventListener('load', () => parent.postMessage({ ready: true }, '*'));`;

const VARIANT = {
  product: { id: '7', title: 'Kitten food' },
  price: { amount: 12.9, currencyCode: 'EUR' },
};
const CHECKOUT = {
  token: 't',
  order: { id: 'gid://shopify/OrderIdentity/1' },
  totalPrice: { amount: 25.8, currencyCode: 'EUR' },
  lineItems: [{ variant: VARIANT, quantity: 2 }],
  discountApplications: [{ title: 'SPRING' }],
};
/** https://shopify.dev/docs/api/web-pixels-api/standard-events, as far as the pixel reads them. */
const PUBLISHED: Record<string, object> = {
  page_viewed: {},
  search_submitted: { searchResult: { query: 'kitten' } },
  product_viewed: { productVariant: VARIANT },
  product_added_to_cart: {
    cartLine: {
      merchandise: VARIANT,
      quantity: 2,
      cost: { totalAmount: { amount: 25.8, currencyCode: 'EUR' } },
    },
  },
  checkout_started: { checkout: CHECKOUT },
  checkout_completed: { checkout: CHECKOUT },
};

/** The shop's page: answers for its cookies, and publishes its events once the pixel is there. */
export const SHOP_PAGE = `<script>
  addEventListener('message', ({ data, source }) => {
    if (data.set) document.cookie = data.set;
    if (data.get) return source.postMessage({ cookie: (document.cookie.match(RegExp(data.get + '=([^;]+)')) || [])[1] || '' }, '*');
    if (data.set) return source.postMessage({ cookie: '' }, '*');
    const context = { navigator: { language: 'en' }, document: { title: 'Kitten food', referrer: '',
      location: { href: location.origin + '/products/7?x=1', origin: location.origin, pathname: '/products/7' } } };
    const events = Object.entries(${JSON.stringify(PUBLISHED)});
    source.postMessage(events.map(([name, data]) => ({ name, data, context, timestamp: new Date().toISOString() })), '*');
  });
</script>`;
