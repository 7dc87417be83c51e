/** The properties of standard events against the table of the contract. */
import { EVENTS, type Json, LIMITS, type PropSpec, type Props } from '../../sdk/wire.ts';
import { type Refusal, refuse } from './refusal.ts';

type Specs = readonly (readonly [string, PropSpec])[];

/** By type, as lists: iterated for every event. */
const SPECS: ReadonlyMap<string, Specs> = new Map(
  Object.entries(EVENTS).map(([type, specs]) => [type, Object.entries<PropSpec>(specs)]),
);

/** What some texts must look like, by property. */
const FORMATS: ReadonlyMap<string, RegExp> = new Map([
  ['currency', /^[A-Z]{3}$/],
  ['email', /^[^\s@]+@[^\s@]+$/],
  ['email_sha256', /^[0-9a-f]{64}$/i],
]);

/** Scores that a kind of feedback asks for. */
const FEEDBACK_SCORES: ReadonlyMap<Json, readonly [min: number, max: number]> = new Map([
  ['nps', [0, 10]],
  ['csat', [1, 5]],
]);

/** Number fields of an item; the rest of an item is kept as it is. */
const ITEM_NUMBERS = ['price', 'quantity'] as const;

/** Null where a property is optional means that it is not there. Custom events have no table. */
export function checkProps(type: string, props: Props): Refusal | undefined {
  const specs = SPECS.get(type);
  if (!specs) return undefined;
  for (const [name, spec] of specs) {
    const value = props[name];
    const wrong = isAbsent(value, spec) ? checkAbsent(name, spec, props) : check(name, spec, value);
    if (wrong) return wrong;
  }
  if (type === 'feedback') return checkScore(props);
  if (type === 'identify') return checkTraits(props);
  return undefined;
}

const isAbsent = (value: Json | undefined, spec: PropSpec): value is null | undefined =>
  value === undefined || value === null || (spec.required === true && value === '');

function checkAbsent(name: string, spec: PropSpec, props: Props): Refusal | undefined {
  if (spec.required) return refuse('missing_prop', `props.${name}`);
  delete props[name];
  return undefined;
}

function check(name: string, spec: PropSpec, value: Json | undefined): Refusal | undefined {
  if (spec.is === 'list') return checkItems(name, value);
  return isSound(name, spec, value) ? undefined : refuse('invalid_prop', `props.${name}`);
}

function isSound(name: string, spec: PropSpec, value: Json | undefined): boolean {
  switch (spec.is) {
    case 'text':
      return isText(name, value, spec.max ?? LIMITS.textLength);
    case 'number':
      return (
        isWithin(value, spec.min ?? -Infinity, spec.max ?? Infinity) &&
        (!spec.whole || Number.isInteger(value))
      );
    case 'choice':
      return typeof value === 'string' && spec.of.includes(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
  }
}

function isText(name: string, value: Json | undefined, max: number): boolean {
  if (typeof value !== 'string' || value.length > max) return false;
  return FORMATS.get(name)?.test(value) ?? true;
}

const isWithin = (value: Json | undefined, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;

function checkItems(name: string, value: Json | undefined): Refusal | undefined {
  if (!Array.isArray(value)) return refuse('invalid_prop', `props.${name}`);
  for (const [i, item] of value.entries()) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return refuse('invalid_prop', `props.${name}[${i}]`);
    }
    const wrong = ITEM_NUMBERS.find(
      (field) => item[field] !== undefined && !isWithin(item[field], 0, 9e12),
    );
    if (wrong) return refuse('invalid_prop', `props.${name}[${i}].${wrong}`);
  }
  return undefined;
}

function checkScore(props: Props): Refusal | undefined {
  const range = FEEDBACK_SCORES.get(props.kind ?? null);
  if (!range) return undefined;
  if (props.score === undefined) return refuse('missing_prop', 'props.score');
  return isWithin(props.score, ...range) ? undefined : refuse('invalid_prop', 'props.score');
}

function checkTraits(props: Props): Refusal | undefined {
  const { traits } = props;
  if (traits === undefined || traits === null) return undefined;
  const sound = typeof traits === 'object' && !Array.isArray(traits);
  return sound ? undefined : refuse('invalid_prop', 'props.traits');
}
