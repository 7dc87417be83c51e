/** The models that ship: valid, complete in both languages, and each segment and rung as described. */
import { describe, expect, test } from 'vitest';
import { DAY, MONDAY, story } from '../../test/unit/histories.ts';
import { compiledModel, type ModelName } from '../../test/unit/models.ts';
import { PRESETS, position, replay, start, validateModel } from './index.ts';

/** Where the story has brought a person by a day. */
function standing(words: string, day: number, name: ModelName) {
  const at = MONDAY + day * DAY;
  const known = story(words).filter((event) => event.ts <= at);
  const c = compiledModel(name);
  return position(c, replay(c, start(), known, 0).state, at);
}

describe('The presets', () => {
  test.each(Object.entries(PRESETS))('%s is a valid model as JSON', (_, model) => {
    expect(validateModel(JSON.parse(JSON.stringify(model)))).toEqual({ ok: true, model });
  });

  test('share sheet and segments, and every label has its Persian', () => {
    const { ladder: _, name: __, ...shared } = PRESETS.loyalty;
    expect(PRESETS.classic).toMatchObject(shared);
    expect(PRESETS.crm).toMatchObject(shared);
    const named = Object.values(PRESETS).flatMap(({ rules, segments, ladder, grades, groups }) => [
      ...rules,
      ...segments,
      ...ladder,
      ...grades,
      ...groups,
    ]);
    for (const { id, label } of named) expect([id, label?.fa]).toEqual([id, expect.any(String)]);
  });

  test('ladders have the rungs of their sources, lowest first', () => {
    const rungs = Object.values(PRESETS).map(({ ladder }) => ladder.map(({ label }) => label.fa));
    expect(rungs).toEqual([
      ['مظنون', 'سرنخ', 'مشتری بالقوه', 'مشتری جدید', 'مشتری مکرر', 'حامی برند'],
      ['مظنون', 'مشتری بالقوه', 'مشتری راغب', 'مشتری', 'طرفدار'],
      ['مشکوک', 'احتمالی', 'مشتری', 'تکرار خرید', 'وفادار', 'طرفدار'],
    ]);
  });
});

/** segment: story | day | whether the person is in it then */
const SEGMENTS = `
new: 0 order | 29 | yes
new: 0 order | 30 | no
new: 0 order, 1 order | 2 | no
potential: 0 view_item, 5 /pricing | 6 | yes
potential: 0 view_item, 5 /pricing | 30 | no
potential: 0 view_item, 5 /pricing, 6 order | 7 | no
dark: 0 /compare, 5 /pricing | 6 | yes
dark: 0 /compare, 5 /pricing, 6 newsletter_signup | 7 | no
dark: 0 /compare, 5 /pricing, 6 contact | 7 | no
dark: 0 /compare, 5 /pricing, 6 social_follow | 7 | no
left_cart: 0 add_to_cart | 6 | yes
left_cart: 0 add_to_cart | 7 | no
left_cart: 0 add_to_cart, 3 begin_checkout | 9 | yes
left_cart: 0 add_to_cart, 1 order | 2 | no
left_cart: 0 order, 1 begin_checkout | 2 | yes
impulse: 0 engaged:600000, 1 order | 2 | yes
impulse: 0 engaged:600001, 1 order | 2 | no
impulse: 0 engaged:300000, 1 engaged:300001, 2 order | 3 | no
impulse: 0 engaged:900000, 8 order | 9 | yes
impulse: 0 order, 1 refund:0 | 2 | no
discount: 0 order:A, 1 order:B, 2 order | 3 | yes
discount: 0 order:A, 2 order | 3 | no
discount: 0 order:A | 3 | no
angry: 0 complaint | 89 | yes
angry: 0 complaint | 90 | no
angry: 0 nps:3, 1 csat:4 | 2 | no
angry: 0 nps:4 | 2 | no
angry: 0 csat:2, 1 complaint_resolved, 2 complaint | 3 | yes
loyal: 0 order, 200 order, 365 order | 366 | yes
loyal: 0 order, 200 order, 364 order | 366 | no
loyal: 0 order, 200 order, 400 order | 579 | yes
loyal: 0 order, 200 order, 400 order | 580 | no
champion: 0 order, 200 order, 400 order, 401 referral | 402 | yes
champion: 0 order, 200 order, 400 order, 401 review:3 | 402 | no
lapsed: 0 order | 365 | yes
lapsed: 0 order | 364 | no
lapsed: 0 order, 300 / | 400 | no
lapsed: 0 / | 400 | no
future_advocate: 0 order, 1 order | 2 | yes
future_advocate: 0 order, 1 nps:9 | 2 | yes
future_advocate: 0 order, 1 email_goal | 2 | yes
future_advocate: 0 order, 1 nps:8 | 2 | no
future_advocate: 0 order, 1 order, 2 share | 3 | no
one_time: 0 order | 900 | yes
one_time: 0 order, 1 order | 900 | no
repeat_buyer: 0 order, 1 order | 900 | yes
`;

/** ladder: story | day | the rung then */
const LADDERS = `
loyalty: 0 / | 1 | suspect
loyalty: 0 engaged:12000 | 89 | lead
loyalty: 0 engaged:12000 | 90 | suspect
loyalty: 0 social_follow | 89 | lead
loyalty: 0 newsletter_signup | 364 | lead
loyalty: 0 newsletter_signup | 365 | suspect
loyalty: 0 newsletter_signup, 1 newsletter_unsubscribe | 91 | suspect
loyalty: 0 /pricing, 13 /compare | 14 | prospect
loyalty: 0 /pricing, 14 /compare | 14 | suspect
loyalty: 0 contact | 29 | prospect
loyalty: 0 add_to_cart | 29 | prospect
loyalty: 0 add_to_cart | 30 | suspect
loyalty: 0 newsletter_signup, 0 file_download, 0 contact | 0 | prospect
loyalty: 0 order | 364 | customer
loyalty: 0 order | 365 | suspect
loyalty: 0 order, 10 order | 374 | repeat
loyalty: 0 order, 10 order, 11 refund:10 | 12 | customer
loyalty: 0 order, 1 share, 2 review:5 | 3 | advocate
loyalty: 0 order, 1 share, 2 nps:9 | 3 | advocate
loyalty: 0 order, 1 referral | 3 | advocate
loyalty: 0 order, 1 share, 2 review:3 | 3 | customer
loyalty: 0 order, 1 complaint, 2 referral | 3 | customer
loyalty: 0 order, 1 complaint, 2 referral, 3 complaint_resolved | 3 | advocate
loyalty: 0 order, 1 referral, 2 complaint | 300 | advocate
loyalty: 0 order, 1 referral | 365 | suspect
classic: 0 contact | 59 | prospect
classic: 0 search | 59 | prospect
classic: 0 search | 60 | suspect
classic: 0 view_item | 1 | suspect
classic: 0 view_item, 1 view_item | 2 | prospect
classic: 0 email, 1 view_item | 180 | lead
classic: 0 email, 1 view_item | 181 | suspect
classic: 0 newsletter_signup, 1 view_item, 2 newsletter_unsubscribe | 62 | suspect
classic: 0 order, 1 share, 2 share | 3 | customer
classic: 0 order, 1 share, 2 social_follow | 3 | advocate
classic: 0 order, 1 email_goal, 2 email_goal, 3 share | 4 | advocate
classic: 0 order, 1 email_goal, 3 share | 4 | customer
crm: 0 newsletter_signup | 179 | prospect
crm: 0 engaged:12000, 100 / | 279 | prospect
crm: 0 engaged:12000, 100 / | 280 | suspect
crm: 0 email_click | 1 | prospect
crm: 0 order, 10 order | 100 | repeat
crm: 0 order, 10 order, 20 order | 289 | loyal
crm: 0 order, 10 order, 20 order | 290 | repeat
crm: 0 order, 10 order, 20 order, 21 referral | 289 | advocate
crm: 0 order, 10 order, 20 order, 21 referral | 290 | repeat
crm: 0 order, 10 order, 21 referral | 22 | repeat
`;

function rows(table: string): [name: string, words: string, day: number, outcome: string][] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [story = '', day = '', outcome = ''] = line.split(' | ');
      const colon = story.indexOf(': ');
      return [story.slice(0, colon), story.slice(colon + 2), Number(day), outcome];
    });
}

describe('Segments of the presets', () => {
  test.each(rows(SEGMENTS))('%s after %s on day %d: %s', (segment, words, day, inside) => {
    const { segments } = standing(words, day, 'loyalty');
    expect(segments.includes(segment)).toBe(inside === 'yes');
  });
});

describe('The ladders', () => {
  test.each(rows(LADDERS))('%s: %s, and on day %d one is %s', (name, words, day, rung) => {
    expect(standing(words, day, name as ModelName).rung).toBe(rung);
  });

  test('a prospect stays at least a week', () => {
    const rungs = [0, 1, 2, 3, 4, 5, 6].map((day) => standing('0 contact', day, 'loyalty').rung);
    expect(new Set(rungs)).toEqual(new Set(['prospect']));
  });
});
