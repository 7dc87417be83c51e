/** An explanation in one breath, in English and in Persian. */
import { dateNames, persianDigits } from './calendar.ts';
import type { Label, Model } from './model.ts';
import type { Explanation, Position, Term } from './types.ts';
import { localDay } from './units.ts';

/** Reasons named aloud. */
const NAMED = 3;
const BEFORE_1970 = -Infinity;

interface Reason {
  label: Label;
  count: number;
  /** the latest event */
  last: number;
  value: number;
}

type Both = Explanation['sentence'];
type Next = Explanation['next'];

function reasonsOf(terms: readonly Term[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { rule, label, event, value, count = 1 } of terms) {
    if (value === 0) continue;
    const reason = reasons.get(rule) ?? { label, count: 0, last: BEFORE_1970, value: 0 };
    reason.count += count;
    reason.value += value;
    reason.last = Math.max(reason.last, event?.ts ?? BEFORE_1970);
    reasons.set(rule, reason);
  }
  return [...reasons.values()]
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, NAMED);
}

const pointsText = (hundredths: number): string => (hundredths / 100).toFixed(2);
/** Persian writes the sign after the left-to-right mark, so that it stays before the number. */
const pointsFa = (hundredths: number): string =>
  `${hundredths < 0 ? '\u200e-' : ''}${persianDigits(pointsText(Math.abs(hundredths)))}`;

function ago(days: number): Both {
  if (days <= 0) return { en: 'today', fa: 'امروز' };
  if (days === 1) return { en: 'yesterday', fa: 'دیروز' };
  return { en: `${days} days ago`, fa: `${persianDigits(String(days))} روز پیش` };
}

function reasonText(reason: Reason, at: number, offsetMin: number): Both {
  const { label, count, last, value } = reason;
  const times = { en: count > 1 ? `${count} times` : '', fa: count > 1 ? `${count} بار` : '' };
  const known = last > BEFORE_1970;
  const when = ago(localDay(at, offsetMin) - localDay(known ? last : at, offsetMin));
  const last_en = known ? (count > 1 ? `last ${when.en}` : when.en) : '';
  const last_fa = known ? (count > 1 ? `آخرین بار ${when.fa}` : when.fa) : '';
  const en = [label.en, times.en, last_en].filter((part) => part !== '').join(', ');
  const fa = [label.fa ?? label.en, persianDigits(times.fa), last_fa].filter((part) => part !== '');
  return { en: `${en} (${pointsText(value)})`, fa: `${fa.join('، ')} (${pointsFa(value)})` };
}

function nameOf(list: readonly { id: string; label?: Label }[], id: string): Both {
  const label = list.find((it) => it.id === id)?.label;
  return { en: label?.en ?? id, fa: label?.fa ?? label?.en ?? id };
}

function nextText(model: Model, next: Next, at: number, offsetMin: number): Both {
  if (!next) return { en: '', fa: '' };
  const list = next.kind === 'rung' ? model.ladder : model.grades;
  const rank = (id: string): number => list.findIndex((it) => it.id === id);
  const down = rank(next.to) < rank(next.from);
  const to = nameOf(list, next.to);
  const date = dateNames(next.at, at, offsetMin);
  return {
    en: ` ${down ? 'Falls' : 'Rises'} to ${to.en} on ${date.en} if silent.`,
    fa: ` اگر خبری نشود، ${date.fa} به ${to.fa} ${down ? 'پایین می‌آید' : 'بالا می‌رود'}.`,
  };
}

/** Of a moment before the first act, and of visitors that are software. */
export const NOBODY: Both = {
  en: 'No act of a person is known up to this moment.',
  fa: 'تا این لحظه کاری از یک شخص دیده نشده است.',
};

/** What a salesperson reads aloud: where, how much, the three strongest reasons, what comes next. */
export function sentence(
  model: Model,
  position: Position,
  terms: readonly Term[],
  { next, offsetMin }: { next: Next; offsetMin: number },
): Both {
  const rung = nameOf(model.ladder, position.rung);
  const grade = nameOf(model.grades, position.grade);
  const reasons = reasonsOf(terms).map((reason) => reasonText(reason, position.at, offsetMin));
  const coming = nextText(model, next, position.at, offsetMin);
  const because = reasons.length > 0;
  const en = because ? ` Counts most: ${reasons.map((it) => it.en).join('; ')}.` : '';
  const fa = because ? ` مهم‌ترین دلایل: ${reasons.map((it) => it.fa).join('؛ ')}.` : '';
  return {
    en: `${rung.en}, ${grade.en.toLowerCase()}, with ${pointsText(position.score)} points.${en}${coming.en}`,
    fa: `${rung.fa}، ${grade.fa}، با ${pointsFa(position.score)} امتیاز.${fa}${coming.fa}`,
  };
}
