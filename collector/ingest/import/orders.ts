/** Rows of one order → its purchase, and the refund if it was given back. Pure. */
import { LIMITS } from '../../../sdk/wire.ts';
import { currencyExponent, toMinor } from '../../engine/money.ts';
import type { Fields } from '../fields.ts';
import { currencyIn, type Money, type Read, readMoney, readNumber } from './amounts.ts';
import { statusOf } from './cell-words.ts';
import type { OrderField } from './header-words.ts';
import type { RowReader, Told } from './row-fields.ts';
import type { Row } from './rows.ts';

type Rows = readonly [Row, ...Row[]];
type Item = { item_id?: string; item_name?: string; price?: number; quantity?: number };

/** Items kept one by one: more keys an event may not have. */
const ITEMS = 40;

/**
 * @returns undefined for an order that was never paid
 * @throws BadCell
 */
export function readOrder(reader: RowReader, rows: Rows): Told | undefined {
  const [first] = rows;
  const order_id = reader.id(first, 'order_id');
  if (order_id === '') throw reader.bad(first, 'order_id', 'missing');
  const stated = reader.firstWith(rows, 'status') ?? first;
  const status = statusOf(reader.cell(stated, 'status'));
  if (!status) throw reader.bad(stated, 'status', 'unknown_status');
  if (status === 'void') return undefined;
  const ts = reader.moment(reader.firstWith(rows, 'time') ?? first, 'time');
  const who = reader.who(rows);
  const { currency, value, items } = amountsOf(reader, rows);
  const coupon = reader.text(reader.firstWith(rows, 'coupon') ?? first, 'coupon');
  const purchase: Fields = {
    // As the door for servers names one that has no id: told by both, it is one event.
    id: `purchase ${order_id}`.slice(0, LIMITS.idLength),
    type: 'purchase',
    ts,
    props: {
      ...{ order_id, value, currency },
      ...(coupon && { coupon }),
      ...(items.length > 0 && { items }),
    },
  };
  const refund = refundOf(reader, rows, { status, order_id, currency, ts });
  return { line: first.line, who, events: refund ? [purchase, refund] : [purchase] };
}

interface Amounts extends Money {
  items: Item[];
}

function amountsOf(reader: RowReader, rows: Rows): Amounts {
  const lines = rows.map((row) => lineOf(reader, row));
  const total = totalOf(reader, rows);
  const priced = lines.flatMap(({ price }, i) => (price ? [{ price, row: rows[i] as Row }] : []));
  const currency = total?.currency ?? priced[0]?.price.currency;
  if (currency === undefined) {
    throw reader.bad(rows[0], reader.has('value') ? 'value' : 'price', 'missing');
  }
  const other = priced.find(({ price }) => price.currency !== currency);
  if (other) throw reader.bad(other.row, 'price', 'other_currency');
  const items = lines.map(({ item }) => item).filter((item) => Object.keys(item).length > 0);
  if (total) return { ...total, items: few(items) };
  const unpriced = lines.findIndex(({ price }) => !price);
  if (unpriced >= 0) throw reader.bad(rows[unpriced] as Row, 'price', 'missing');
  const minor = items.reduce((sum, { price, quantity = 1 }) => {
    return sum + Math.round((toMinor(price, currency) ?? 0) * quantity);
  }, 0);
  return { currency, value: minor / 10 ** currencyExponent(currency), items: few(items) };
}

/** What the last ones have in common is how many they are. */
function few(items: Item[]): Item[] {
  if (items.length <= ITEMS) return items;
  const rest = items.slice(ITEMS - 1);
  const quantity = rest.reduce((sum, item) => sum + (item.quantity ?? 1), 0);
  return [...items.slice(0, ITEMS - 1), { item_name: `+ ${rest.length}`, quantity }];
}

function lineOf(reader: RowReader, row: Row): { item: Item; price: Money | undefined } {
  const item_id = reader.text(row, 'item_id');
  const item_name = reader.text(row, 'item_name');
  const price = moneyIn(reader, row, 'price');
  const quantity = numberIn(reader, row);
  return {
    price,
    item: {
      ...(item_id && { item_id }),
      ...(item_name && { item_name }),
      ...(price && { price: price.value }),
      ...(quantity !== undefined && { quantity }),
    },
  };
}

/** Every line of an order repeats its total, or one has it. */
function totalOf(reader: RowReader, rows: Rows): Money | undefined {
  const told = rows.flatMap((row) => {
    const money = moneyIn(reader, row, 'value');
    return money ? [{ row, money }] : [];
  });
  const [first] = told;
  const other = told.find(
    ({ money }) => money.value !== first?.money.value || money.currency !== first.money.currency,
  );
  if (other) throw reader.bad(other.row, 'value', 'lines_differ');
  return first?.money;
}

function numberIn(reader: RowReader, row: Row): number | undefined {
  const text = reader.cell(row, 'quantity');
  return text === ''
    ? undefined
    : taken(reader, row, 'quantity', readNumber(text, reader.plan.decimal));
}

function moneyIn(reader: RowReader, row: Row, field: OrderField): Money | undefined {
  const text = reader.cell(row, field);
  if (text === '') return undefined;
  const { decimal, currency: usual } = reader.plan;
  const named = reader.cell(row, 'currency');
  // "IRR" beside amounts in Toman is what shops write; the unit was told for the whole file.
  const given = named === '' ? undefined : currencyIn(named);
  if (named !== '' && !given) throw reader.bad(row, 'currency', 'invalid_currency');
  const currency = given === undefined || (given === 'IRR' && usual === 'IRT') ? usual : given;
  const money = taken(reader, row, field, readMoney(text, { decimal, currency }));
  const stored = currency === 'IRT' ? 'IRR' : currency;
  if (given && money.currency !== stored) throw reader.bad(row, field, 'other_currency');
  return money;
}

function taken<T>(reader: RowReader, row: Row, field: OrderField, read: Read<T>): T {
  if (!read.ok) throw reader.bad(row, field, read.reason);
  return read.value;
}

interface Refunding {
  status: 'paid' | 'refunded';
  order_id: string;
  currency: string;
  ts: number;
}

/** When it was given back no column says: right after the order, so that sums of days are net. */
function refundOf(reader: RowReader, rows: Rows, refunding: Refunding): Fields | undefined {
  const { status, order_id, currency, ts } = refunding;
  const row = reader.firstWith(rows, 'refunded');
  const part = row && moneyIn(reader, row, 'refunded');
  if (row && part && part.currency !== currency)
    throw reader.bad(row, 'refunded', 'other_currency');
  const given = part && part.value > 0 ? { value: part.value, currency } : undefined;
  if (status !== 'refunded' && !given) return undefined;
  return {
    id: `refund ${order_id}`.slice(0, LIMITS.idLength),
    type: 'refund',
    ts: ts + 1,
    props: { order_id, ...given },
  };
}
