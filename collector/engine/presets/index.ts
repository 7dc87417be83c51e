/** The three models that ship: one sheet and one set of segments on three ladders. */
import type { Model, Rung } from '../model.ts';
import { classic, crm, loyalty } from './ladders.ts';
import { pages } from './pages.ts';
import { segments } from './segments.ts';
import { grades, groups, rules } from './sheet.ts';

function preset(name: string, ladder: Rung[]): Model {
  const shared = { pages, groups, rules, grades, segments };
  return { name, half_life_days: 30, purchases: 'any', ...shared, ladder };
}

export const PRESETS = {
  loyalty: preset('loyalty', loyalty),
  classic: preset('classic', classic),
  crm: preset('crm', crm),
} as const satisfies Record<string, Model>;

/** What a new site begins with. */
export const defaultModel: Model = PRESETS.loyalty;
