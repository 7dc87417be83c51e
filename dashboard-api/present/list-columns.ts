/** The columns of `ladder/moves` and `campaigns` as CSV. */
import type { Cell } from './csv.ts';
import type { CampaignLine } from './schemas/campaigns.ts';
import type { LadderMove } from './schemas/moves.ts';

export type Columns<Line> = readonly (readonly [name: string, cell: (line: Line) => Cell])[];

export const namesOf = <Line>(columns: Columns<Line>): string[] => columns.map(([name]) => name);

export const cellsOf = <Line>(columns: Columns<Line>, lines: readonly Line[]): Cell[][] =>
  lines.map((line) => columns.map(([, cell]) => cell(line)));

export const MOVE_COLUMNS: Columns<LadderMove> = [
  ['at', ({ at }) => at],
  ['person', ({ person }) => person],
  ['kind', ({ kind }) => kind],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['direction', ({ direction }) => direction],
  ['cause', ({ cause }) => (cause.by === 'event' ? cause.type : cause.by)],
  ['rule', ({ cause }) => (cause.by === 'event' ? cause.rule : null)],
  ['score', ({ score }) => score],
  ['model', ({ model }) => model],
];

/** `campaign: spring*, summer*; medium: cpc` */
const inWords = (match: CampaignLine['match']): string =>
  Object.entries(match)
    .map(([field, globs]) => `${field}: ${(globs ?? []).join(', ')}`)
    .join('; ');

export const CAMPAIGN_COLUMNS: Columns<CampaignLine> = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['currency', ({ currency }) => currency],
  ['budget', ({ budget }) => budget],
  ['spent', ({ spent }) => spent],
  ['expected_sales', ({ expected_sales }) => expected_sales],
  ['match', ({ match }) => inWords(match)],
  ['created_at', ({ created_at }) => created_at],
];
