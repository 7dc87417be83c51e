/** What a model's shape cannot say: ids that must exist or be unique, and parts that must agree. */
import { PERSON_FACTS } from './facts.ts';
import { isField } from './fields.ts';
import { TEST_KEYS } from './match.ts';
import type { Model, Rule } from './model.ts';
import { below, isObject, type Report } from './shape.ts';
import { hundredths } from './units.ts';

type Node = Record<string, unknown>;
type Check = (node: Node, path: string, report: Report, model: Model) => void;

function unique(list: readonly { id: string }[], path: string, report: Report): void {
  const seen = new Set<string>();
  list.forEach(({ id }, i) => {
    if (seen.has(id)) report(`${path}[${i}].id`, `"${id}" is there twice`, 'give each its own id');
    seen.add(id);
  });
}

const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join(', ');

function knownGroup(id: string, path: string, report: Report, model: Model): void {
  if (model.groups.some((group) => group.id === id)) return;
  report(path, `there is no group "${id}"`, `use one of ${ids(model.groups)}`);
}

function checkField(name: unknown, path: string, report: Report): void {
  if (typeof name !== 'string' || isField(name)) return;
  report(path, `there is no field "${name}"`, 'use a field of the event or visit, or props.NAME');
}

function checkTest(node: Node, path: string, report: Report): void {
  if (TEST_KEYS.some((key) => key in node)) return;
  report(path, 'tests nothing', `add one of ${TEST_KEYS.join(', ')}`);
}

function checkPages(node: Node, path: string, report: Report, model: Model): void {
  if (node.field !== 'page') return;
  const pages = model.pages ?? [];
  for (const kind of [node.is ?? [], node.in ?? []].flat()) {
    if (pages.some((page) => page.id === kind)) continue;
    report(path, `there is no kind of page "${kind}"`, `define it in pages (known: ${ids(pages)})`);
  }
}

function checkBounds(node: Node, path: string, report: Report): void {
  const { at_least: least, at_most: most } = node;
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    report(path, 'at_least is more than at_most', 'swap them');
  }
}

const bounded =
  (...keys: string[]): Check =>
  (node, path, report) => {
    if (keys.some((key) => key in node)) return;
    report(path, 'has no bound', `add one of ${keys.join(', ')}`);
  };
const amountBound = bounded('at_least', 'at_most');
const scoreBound = bounded('at_least', 'at_most', 'above', 'below');
const inner =
  (key: string, check: Check): Check =>
  (node, path, report, model) =>
    check(node[key] as Node, below(path, key), report, model);
const fieldAt =
  (key: string): Check =>
  (node, path, report) =>
    checkField(node[key], below(path, key), report);

/** The checks of a condition or test, by a key that only it has. */
const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  field: [fieldAt('field'), checkTest, checkPages],
  trait: [checkTest],
  person: [
    checkTest,
    ({ person }, path, report) => {
      if (Object.hasOwn(PERSON_FACTS, String(person))) return;
      const facts = Object.keys(PERSON_FACTS).join(', ');
      report(`${path}.person`, `there is no fact "${person}"`, `use one of ${facts}`);
    },
  ],
  by: [
    ({ by }, path, report) => {
      if (by !== 'day') checkField(by, `${path}.by`, report);
    },
  ],
  of: [fieldAt('of'), amountBound],
  ratio: [amountBound],
  score: [inner('score', scoreBound)],
  group: [
    scoreBound,
    ({ group }, path, report, model) => knownGroup(String(group), `${path}.group`, report, model),
  ],
  last: [bounded('within_days', 'over_days')],
  orders: [
    ({ orders, currency }, path, report) => {
      if ((orders === 'value') === (currency !== undefined)) return;
      report(`${path}.currency`, 'does not fit', 'give it with "value" and only there');
    },
  ],
};

/** Walks conditions and tests, whatever their nesting. */
function walk(node: unknown, path: string, report: Report, model: Model): void {
  if (Array.isArray(node)) node.forEach((it, i) => void walk(it, below(path, i), report, model));
  if (!isObject(node)) return;
  for (const [key, checks] of Object.entries(CHECKS)) {
    if (key in node) for (const check of checks) check(node, path, report, model);
  }
  checkBounds(node, path, report);
  for (const [key, value] of Object.entries(node)) walk(value, below(path, key), report, model);
}

function checkRule(rule: Rule, path: string, report: Report, model: Model): void {
  knownGroup(rule.group, `${path}.group`, report, model);
  if ((rule.points === undefined) === (rule.points_per === undefined)) {
    report(path, 'needs either points or points_per', 'give exactly one of them');
  }
  if (rule.points_per && !isField(`props.${rule.points_per.prop}`)) {
    report(`${path}.points_per.prop`, 'is no property', 'name it without "props."');
  }
  walk(rule.when, `${path}.when`, report, model);
  if (rule.highest_of !== undefined) checkHighest(rule, path, report, model);
}

function checkHighest(rule: Rule, path: string, report: Report, model: Model): void {
  const group = model.groups.find(({ id }) => id === rule.group);
  const place = `${path}.highest_of`;
  if (group?.decays) {
    report(place, 'needs a group that does not decay', 'move the rule, or use a limit instead');
  }
  if (rule.points === undefined || rule.points < 0) {
    report(place, 'needs points of 0 or more', 'give points, not points_per');
  }
  if (rule.limit) report(`${path}.limit`, 'has no meaning with highest_of', 'leave it out');
  const others = model.rules.filter(({ highest_of }) => highest_of === rule.highest_of);
  if (others.some(({ group: other }) => other !== rule.group)) {
    report(place, `"${rule.highest_of}" is used in two groups`, 'use one group');
  }
}

function checkLowestGrade({ grades }: Model, report: Report): void {
  const { min, above } = grades[0] ?? {};
  if (min === undefined && above === undefined) return;
  report('grades[0]', 'is the lowest and has a bound', 'leave min and above out');
}

function checkGrades({ grades }: Model, report: Report): void {
  let last = -Infinity;
  for (const [i, { min, above }] of grades.entries()) {
    if (i === 0) continue;
    const path = `grades[${i}]`;
    if ((min === undefined) === (above === undefined)) {
      report(path, 'needs either min or above', 'give exactly one of them');
      continue;
    }
    const from = min === undefined ? hundredths(above ?? 0) + 1 : hundredths(min);
    if (from <= last) report(path, 'begins below the one before', 'put the lowest grade first');
    last = from;
  }
}

function checkLadder({ ladder }: Model, report: Report): void {
  const lowest = ladder[0]?.enter;
  if (lowest && 'all' in lowest && lowest.all.length === 0) return;
  report('ladder[0].enter', 'can fail', 'the lowest rung is for everyone: write {"all": []}');
}

/** Checks a model whose shape is right. */
export function checkReferences(model: Model, report: Report): void {
  const lists = { groups: model.groups, rules: model.rules, grades: model.grades };
  const named = { ...lists, ladder: model.ladder, segments: model.segments };
  for (const [path, list] of Object.entries({ ...named, pages: model.pages ?? [] })) {
    unique(list, path, report);
  }
  model.rules.forEach((rule, i) => void checkRule(rule, `rules[${i}]`, report, model));
  checkLowestGrade(model, report);
  checkGrades(model, report);
  checkLadder(model, report);
  walk(model.ladder, 'ladder', report, model);
  walk(model.segments, 'segments', report, model);
}
