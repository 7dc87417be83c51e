/** Pure: one message in the form that its receiver reads. The forms are data. */
import type { WebhookBody } from '../store/webhooks.ts';

/** As `collector/store/messages.ts` makes it. */
export interface Told {
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** `{{NAME}}` stands for a value of {@link Words}; without a template the message itself is sent. */
const TEMPLATES: Readonly<Record<WebhookBody['format'], unknown>> = {
  json: undefined,
  slack: { text: '{{slack}}' },
  mail: { from: '{{from}}', to: '{{to}}', subject: '{{subject}}', text: '{{text}}' },
};

interface Words {
  subject: string;
  text: string;
  /** the text with what Slack would read as markup escaped */
  slack: string;
  /** the message itself as JSON */
  json: string;
  from: string;
  to: string;
  type: string;
  person: string;
}

/** The body of the request. */
export function bodyFor(webhook: WebhookBody, told: Told): string {
  const template = webhook.template ?? TEMPLATES[webhook.format];
  return JSON.stringify(template === undefined ? told : filled(template, wordsOf(webhook, told)));
}

function filled(template: unknown, words: Words): unknown {
  if (typeof template === 'string') {
    return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      Object.hasOwn(words, name) ? words[name as keyof Words] : whole,
    );
  }
  if (Array.isArray(template)) return template.map((entry) => filled(entry, words));
  if (typeof template !== 'object' || template === null) return template;
  const fields = Object.entries(template).map(([name, value]) => [name, filled(value, words)]);
  return Object.fromEntries(fields);
}

function wordsOf({ from = '', to = '' }: WebhookBody, told: Told): Words {
  const { subject, lines } = (SENTENCES[told.type] ?? (SENTENCES['webhook.test'] as Say))(
    told.data,
  );
  const text = [subject, ...lines].join('\n');
  const person = textOf(told.data.person);
  const json = JSON.stringify(told);
  return { subject, text, slack: escaped(text), json, from, to, type: told.type, person };
}

/** https://api.slack.com/reference/surfaces/formatting#escaping */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Data = Told['data'];
type Say = (data: Data) => { subject: string; lines: string[] };

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const why = ({ why }: Data): string[] => {
  const sentence = textOf((why as { en?: unknown } | undefined)?.en);
  return sentence === '' ? [] : [sentence];
};
const list = (value: unknown): Data[] => (Array.isArray(value) ? (value as Data[]) : []);
const named = (title: string, people: Data[], say: (one: Data) => string): string[] =>
  people.length > 0 ? [`${title}:`, ...people.map((one) => `- ${say(one)}`)] : [];

const SENTENCES: Readonly<Record<string, Say>> = {
  'lead.strong': (data) => ({
    subject: `Strong lead: ${textOf(data.person)}, ${textOf(data.score)} points`,
    lines: why(data),
  }),
  'standing.changed': ({ person, from, to, score }) => ({
    subject: `${textOf(person)}: ${textOf(from)} → ${textOf(to)}, ${textOf(score)} points`,
    lines: [],
  }),
  purchase: ({ person, order_id, value, currency }) => ({
    subject: `Purchase: ${textOf(value)} ${textOf(currency)}`,
    lines: [`${textOf(person)}, order ${textOf(order_id)}`],
  }),
  digest: ({ strong, fell, strong_count, fell_count }) => ({
    subject: `${textOf(strong_count)} new strong leads, ${textOf(fell_count)} fell`,
    lines: [
      ...named('New strong leads', list(strong), (one) => {
        return `${textOf(one.person)}, ${textOf(one.score)} points`;
      }),
      ...named('Fell', list(fell), (one) => {
        return `${textOf(one.person)}: ${textOf(one.from)} → ${textOf(one.to)}`;
      }),
    ],
  }),
  'webhook.test': () => ({ subject: 'A test message of Rung: it works.', lines: [] }),
};
