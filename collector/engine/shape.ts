/**
 * Shapes of JSON: each is a check that names the place, the reason and the mend, and the JSON
 * Schema (2020-12) that says the same. One source, so that the two never differ.
 */

export type JsonSchema = { readonly [key: string]: unknown };

export interface Problem {
  /** `rules[3].limit.times`; empty for the whole document */
  path: string;
  reason: string;
  /** what to do about it */
  mend: string;
}
export type Report = (path: string, reason: string, mend: string) => void;

export interface Shape {
  schema: JsonSchema;
  check: (value: unknown, path: string, report: Report, depth: number) => void;
}

/** Deepest nesting of conditions. */
const DEEPEST = 12;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const below = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;

/** Texts of 1 to `max` characters. */
export function text(max: number, pattern?: { is: RegExp; mend: string }): Shape {
  return {
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: max,
      ...(pattern && { pattern: pattern.is.source }),
    },
    check: (value, path, report) => {
      if (typeof value !== 'string') report(path, 'is not a text', 'write it in quotes');
      else if (value.length === 0) report(path, 'is empty', 'give it a text');
      else if (value.length > max) report(path, `is longer than ${max} characters`, 'shorten it');
      else if (pattern && !pattern.is.test(value))
        report(path, `cannot be "${value}"`, pattern.mend);
    },
  };
}

export interface NumberShape {
  min: number;
  max: number;
  whole?: true;
  /** at most two decimals: scores are counted in hundredths */
  points?: true;
}

const isPoints = (value: number): boolean => Math.round(value * 100) / 100 === value;

export function number({ min, max, whole, points }: NumberShape): Shape {
  const kind = whole ? 'whole number' : 'number';
  return {
    schema: { type: whole ? 'integer' : 'number', minimum: min, maximum: max },
    check: (value, path, report) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        report(path, `is not a ${kind}`, `give a ${kind} from ${min} to ${max}`);
      } else if (value < min || value > max) {
        report(path, `is ${value}`, `give a ${kind} from ${min} to ${max}`);
      } else if (whole && !Number.isInteger(value)) {
        report(path, `is ${value}`, 'give a whole number');
      } else if (points && !isPoints(value)) {
        report(path, `is ${value}`, 'use at most two decimals');
      }
    },
  };
}

/** Exactly one of the values. */
export function choice(...values: readonly (string | boolean)[]): Shape {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return {
    schema: { enum: values },
    check: (value, path, report) => {
      if (!values.includes(value as string)) {
        report(
          path,
          `cannot be ${JSON.stringify(value)}`,
          `use ${values.length > 1 ? 'one of ' : ''}${list}`,
        );
      }
    },
  };
}

export const flag: Shape = choice(true, false);

export const scalar: Shape = {
  schema: { type: ['string', 'number', 'boolean'] },
  check: (value, path, report) => {
    const known = ['string', 'number', 'boolean'].includes(typeof value);
    if (!known) report(path, 'is no single value', 'give a text, a number, true or false');
  },
};

export function list(item: Shape, { min = 0, max }: { min?: number; max: number }): Shape {
  return {
    schema: { type: 'array', items: item.schema, minItems: min, maxItems: max },
    check: (value, path, report, depth) => {
      if (!Array.isArray(value)) return report(path, 'is not a list', 'write it in [ ]');
      if (value.length < min) report(path, 'has too few entries', `give at least ${min}`);
      if (value.length > max) return report(path, 'has too many entries', `give at most ${max}`);
      value.forEach((entry, i) => {
        item.check(entry, below(path, i), report, depth);
      });
    },
  };
}

/** One text or a list of them. */
export function oneOrMany(item: Shape, max: number): Shape {
  const many = list(item, { min: 1, max });
  return {
    schema: { anyOf: [item.schema, many.schema] },
    check: (value, path, report, depth) =>
      (Array.isArray(value) ? many : item).check(value, path, report, depth),
  };
}

export type Fields = Readonly<Record<string, Shape>>;

/** An object with these keys and no others. */
export function record(required: Fields, optional: Fields = {}): Shape {
  const all: Fields = { ...required, ...optional };
  const properties = Object.fromEntries(Object.entries(all).map(([key, it]) => [key, it.schema]));
  const needed = Object.keys(required);
  return {
    schema: { type: 'object', properties, required: needed, additionalProperties: false },
    check: (value, path, report, depth) => {
      if (!isObject(value)) return report(path, 'is not an object', 'write it in { }');
      for (const key of needed) {
        if (!Object.hasOwn(value, key)) report(below(path, key), 'is missing', `add "${key}"`);
      }
      for (const [key, inner] of Object.entries(value)) {
        const shape = Object.hasOwn(all, key) ? all[key] : undefined;
        if (shape) shape.check(inner, below(path, key), report, depth);
        else
          report(below(path, key), 'is not known here', `known are ${Object.keys(all).join(', ')}`);
      }
    },
  };
}

/** One of several objects, told apart by a key that each must have; the first that fits counts. */
export function byKey(
  name: string,
  variants: Readonly<Record<string, Shape>>,
  /** what to say about keys one might try */
  hints: Readonly<Record<string, string>> = {},
): Shape {
  const keys = Object.keys(variants);
  const mend = `use one of ${keys.join(', ')}`;
  return {
    schema: { oneOf: Object.values(variants).map((variant) => variant.schema) },
    check: (value, path, report, depth) => {
      if (!isObject(value)) return report(path, `is not a ${name}`, `write { } and ${mend}`);
      const key = keys.find((it) => Object.hasOwn(value, it));
      if (key) return variants[key]?.check(value, path, report, depth);
      const tried = Object.keys(hints).find((it) => Object.hasOwn(value, it));
      report(path, `is not a known ${name}`, (tried && hints[tried]) ?? mend);
    },
  };
}

/** A shape that contains itself, named in `$defs` of the schema. */
export function ref(name: string, shape: () => Shape): Shape {
  return {
    schema: { $ref: `#/$defs/${name}` },
    check: (value, path, report, depth) => {
      if (depth >= DEEPEST) report(path, 'is nested too deeply', `nest at most ${DEEPEST} deep`);
      else shape().check(value, path, report, depth + 1);
    },
  };
}
