/** What a page's author wrote on elements, `data-rung-*`, and what a click on them means. */
import { carryVisitor } from './told.ts';
import { isOwn, type Link, type Meaning, options } from './tools.ts';

/** `data-rung-job-title="CEO"` is `{job_title: 'CEO'}`. */
export function propsOf(element: Element): Record<string, string> {
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const [start, key] = name.split('data-rung-');
    if (!start && key) props[key.replace(/-/g, '_')] = value;
  }
  return props;
}

/** The advertisement that something is part of, if the page's author pointed it out or `FRAMES` do. */
export function slotOf(element: Element, more = ''): Element | null {
  // Without further selectors it says `x`, which no element is called.
  return element.closest(`[data-rung-ad],${options.ads || 'x'}${more}`);
}

/** What the page says about a slot, and what can be seen of it. */
export function slotClick(slot: Element): Meaning {
  const { ad, ...said } = propsOf(slot);
  const format = `${slot.clientWidth}x${slot.clientHeight}`;
  return ['ad_click', { kind: 'slot', slot: ad || slot.id, format, ...said }];
}

/** What the author marked; what is left is a link that its own words give away. */
export function describe(target: Element, link: Link | null, url: URL | null): Meaning | null {
  const own = url && isOwn(url.hostname);
  if (own === 'linked') carryVisitor(link as Link, url as URL);
  const marked = target.closest('[data-rung-event]');
  if (marked) {
    const { event, ...props } = propsOf(marked);
    return [event as string, props];
  }
  // A link to the owner's own page ends nothing yet; that page does.
  if (
    target.closest('[data-rung-unsubscribe]:not(form)') ||
    (url && !own && /unsubscri/i.test(url.href))
  ) {
    return ['newsletter_unsubscribe'];
  }
  const slot = slotOf(target);
  return slot && slotClick(slot);
}
