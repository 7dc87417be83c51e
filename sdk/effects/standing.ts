/** Tells the page where its visitor stands, so that it can speak to each group. */
import type { Standing } from '../wire.ts';
import { tell } from './listen.ts';

/** Where the visitor stands, as far as is known. */
export let current: Standing | undefined;

/** Styles can use `html[data-rung=lead]`, scripts the event `rung:standing` on the document. */
export function showStanding(standing: Standing): void {
  current = standing;
  Object.assign(document.documentElement.dataset, {
    rung: standing.rung,
    rungGrade: standing.grade,
    rungSegments: standing.segments.join(' '),
  });
  tell('standing', standing);
}
