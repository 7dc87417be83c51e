/** What a page's author wrote on elements, `data-rung-*`, and what a click on them means. */
import type { Options } from '../../core/options.ts';
import type { Meaning } from '../clicks.ts';
import type { Tools } from './tools.ts';

/** `data-rung-job-title="CEO"` is `{job_title: 'CEO'}`. */
export function propsOf(element: Element): Record<string, string> {
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const [, key] = /^data-rung-(.+)/.exec(name) ?? [];
    if (key) props[key.replace(/-/g, '_')] = value;
  }
  return props;
}

/** Selector of the advertisements that the page's author pointed out. */
export function slotsOf({ ads }: Options): string {
  return `[data-rung-ad]${ads ? `,${ads}` : ''}`;
}

/** What the page says about a slot, and what can be seen of it. */
export function slotClick(slot: Element): Meaning {
  const { ad, ...said } = propsOf(slot);
  const { clientWidth, clientHeight, id } = slot;
  return [
    'ad_click',
    { kind: 'slot', slot: ad || id, format: `${clientWidth}x${clientHeight}`, ...said },
  ];
}

const ENDS: Meaning = ['newsletter_unsubscribe'];

/** The first that fits tells what a click means. */
export function describeMarkup({ describeBy_, isOwn_, options_, urlOf_ }: Tools): void {
  const meanings: [selector: string, describe: (element: Element) => Meaning | undefined][] = [
    ['[data-rung-event]', customEvent],
    ['[data-rung-unsubscribe]:not(form)', () => ENDS],
    [slotsOf(options_), slotClick],
    // A link to the owner's own page ends nothing yet; that page does.
    ['a[href*=unsubscri i]', (link) => (isOwn_(urlOf_(link).hostname) ? undefined : ENDS)],
  ];
  describeBy_((target) => {
    for (const [selector, describe] of meanings) {
      const element = target.closest(selector);
      if (element) return describe(element);
    }
    return undefined;
  });
}

function customEvent(element: Element): Meaning {
  const { event, ...props } = propsOf(element);
  return [`${event}`, props];
}
