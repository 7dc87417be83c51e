/** What a page's author wrote on elements, `data-rung-*`, and what a click on them means. */
import type { Meaning } from '../clicks.ts';
import { tools } from './tools.ts';

/** `data-rung-job-title="CEO"` is `{job_title: 'CEO'}`. */
export function propsOf(element: Element): Record<string, string> {
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const [start, key] = name.split('data-rung-');
    if (!start && key) props[key.replace(/-/g, '_')] = value;
  }
  return props;
}

/** Selector of the advertisements that the page's author pointed out. */
export function slotsOf(): string {
  return tools.options_.ads ? `[data-rung-ad],${tools.options_.ads}` : '[data-rung-ad]';
}

/** What the page says about a slot, and what can be seen of it. */
export function slotClick(slot: Element): Meaning {
  const { ad, ...said } = propsOf(slot);
  const format = `${slot.clientWidth}x${slot.clientHeight}`;
  return ['ad_click', { kind: 'slot', slot: ad || slot.id, format, ...said }];
}

function customEvent(element: Element): Meaning {
  const { event, ...props } = propsOf(element);
  return [`${event}`, props];
}

const ending = (): Meaning => ['newsletter_unsubscribe'];

/** The first that fits tells what a click means. */
export function describeMarkup(): void {
  const meanings: [selector: string, describe: (element: Element) => Meaning | undefined][] = [
    ['[data-rung-event]', customEvent],
    ['[data-rung-unsubscribe]:not(form)', ending],
    [slotsOf(), slotClick],
    // A link to the owner's own page ends nothing yet; that page does.
    [
      'a[href*=unsubscri i]',
      (link) => (tools.isOwn_(tools.urlOf_(link).hostname) ? undefined : ending()),
    ],
  ];
  tools.describeBy_((target) => {
    for (const [selector, describe] of meanings) {
      const element = target.closest(selector);
      if (element) return describe(element);
    }
    return undefined;
  });
}
