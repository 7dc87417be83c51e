/** What a page's author wrote on elements, `data-rung-*`, and what a click on them means. */
import type { Meaning } from '../../effects/state.ts';
import type { Tools } from './tools.ts';

/** `data-rung-job-title="CEO"` is `{job_title: 'CEO'}`. */
export function propsOf(element: Element): Record<string, string> {
  const props: Record<string, string> = {};
  for (const { name, value } of element.attributes) {
    const key = /^data-rung-(.+)/.exec(name)?.[1];
    if (key) props[key.replace(/-/g, '_')] = value;
  }
  return props;
}

/** Selector of the advertisements that the page's author pointed out. */
export function slotsOf({ state_ }: Tools): string {
  const { ads } = state_.options_;
  return `[data-rung-ad]${ads ? `,${ads}` : ''}`;
}

/** What the page says about a slot, and what can be seen of it. */
export function slotClick(slot: Element): Meaning {
  const { ad, ...said } = propsOf(slot);
  const { width, height } = slot.getBoundingClientRect();
  const format = `${Math.round(width)}x${Math.round(height)}`;
  return ['ad_click', { kind: 'slot', slot: ad || slot.id, format, ...said }];
}

/** The first that fits tells what a click means. */
export function describeMarkup(tools: Tools): void {
  const meanings: [selector: string, describe: (element: Element) => Meaning][] = [
    ['[data-rung-event]', customEvent],
    ['[data-rung-unsubscribe]:not(form)', () => ['newsletter_unsubscribe']],
    [slotsOf(tools), slotClick],
  ];
  tools.state_.describe_ = (target) => {
    for (const [selector, describe] of meanings) {
      const element = target.closest?.(selector);
      if (element) return describe(element);
    }
    return undefined;
  };
}

function customEvent(element: Element): Meaning {
  const { event = '', ...props } = propsOf(element);
  return [event, props];
}
