/** From now on the visitor is nobody in particular. */
import { jar, NAME } from './jar.ts';
import { showStanding } from './standing.ts';
import { CAMPAIGN, setFrom } from './visit.ts';
import { meet } from './visitor.ts';

export function forget(): void {
  meet('');
  setFrom('');
  jar(NAME, '', 0);
  jar(CAMPAIGN, '', 0);
  showStanding({ rung: '', grade: '', segments: [], model: 0 });
}
