/** Properties of a Segment call → properties as the contract has them. */
import { EVENTS, type PropSpec } from '../../../sdk/wire.ts';
import { type Fields, firstNumber, isFields } from '../fields.ts';
import { ITEM_FIELDS, type Meaning } from './names-table.ts';

type Renaming = Readonly<Record<string, string>>;

/** Renamed by the table, and numbers and texts told from each other as the contract asks. */
export function ownProps(type: string, properties: Fields, meaning: Meaning | undefined): Fields {
  const renamed = { ...rename(properties, meaning?.props ?? {}), ...meaning?.says };
  return conform(type, renamed);
}

/** Ours in place of theirs: of several that are there the first is taken, the others go. */
function rename(fields: Fields, names: Renaming): Fields {
  const taken = new Set<string>();
  const ours = Object.entries(names).flatMap(([name, theirs]) => {
    const all = theirs.split(' ');
    for (const one of all) taken.add(one);
    const found = all.find((one) => fields[one] !== undefined && fields[one] !== null);
    return found === undefined ? [] : [[name, fields[found]] as const];
  });
  const kept = Object.entries(fields).filter(([name]) => !taken.has(name));
  return Object.fromEntries([...kept, ...ours]);
}

/** Many shops send `"12.50"` for an amount and `4711` for an order's number. */
function conform(type: string, props: Fields): Fields {
  const specs: Readonly<Record<string, PropSpec>> | undefined = Object.hasOwn(EVENTS, type)
    ? EVENTS[type as keyof typeof EVENTS]
    : undefined;
  if (!specs) return props;
  const entries = Object.entries(props).map(([name, value]) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    return [name, spec ? conformValue(name, spec, value) : value] as const;
  });
  return Object.fromEntries(entries);
}

function conformValue(name: string, { is }: PropSpec, value: unknown): unknown {
  if (name === 'currency' && typeof value === 'string') return value.trim().toUpperCase();
  if (is === 'number') return firstNumber(value) ?? value;
  if (is === 'text' && typeof value === 'number') return String(value);
  if (is === 'list' && Array.isArray(value)) return value.map(itemOf);
  return value;
}

function itemOf(item: unknown): unknown {
  if (!isFields(item)) return item;
  const { price, quantity, ...rest } = rename(item, ITEM_FIELDS);
  const texts = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      name === 'item_id' && typeof value === 'number' ? String(value) : value,
    ]),
  );
  return {
    ...texts,
    ...(price !== undefined && price !== null && { price: firstNumber(price) ?? price }),
    ...(quantity !== undefined &&
      quantity !== null && { quantity: firstNumber(quantity) ?? quantity }),
  };
}
