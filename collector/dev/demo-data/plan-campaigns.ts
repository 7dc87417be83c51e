/** The owner's campaigns as the API keeps them: with budget, dates, rule and what was spent each day. */
import { DAY } from './calendar.ts';
import { CAMPAIGNS, type Campaign, PEOPLE, runOf } from './campaigns.ts';
import { rollDice } from './dice.ts';
import type { HistoryOptions } from './history.ts';
import { type Collector, Refused } from './send.ts';

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Makes those that are not there yet; a campaign is known by its name and first day. @throws Refused */
export async function planCampaigns(collector: Collector, history: HistoryOptions): Promise<void> {
  const { data } = await call<{ data: { name: string; from: string }[] }>(collector, '');
  for (const campaign of CAMPAIGNS) {
    const wish = wishOf(campaign, history);
    if (data.some(({ name, from }) => name === wish.name && from === wish.from)) continue;
    const { id } = await call<{ id: string }>(collector, '', { method: 'POST', body: wish });
    const spend = spendOf(campaign, history);
    await call(collector, `/${id}/spend`, { method: 'PUT', body: { spend } });
  }
}

function wishOf(campaign: Campaign, { days, until, people }: HistoryOptions) {
  const [from, to] = runOf(campaign, until - days * DAY, until);
  const { id, name } = campaign;
  const budget = Math.ceil((campaign.budget * people) / PEOPLE);
  const expected_sales = Math.ceil((campaign.expected_sales * people) / PEOPLE);
  const match = { campaign: [id] };
  return { name, from: dateOf(from), to: dateOf(to), budget, expected_sales, match };
}

/** About as much each day, to the cent. */
function spendOf(campaign: Campaign, { days, until, seed, people }: HistoryOptions) {
  const [from, to] = runOf(campaign, until - days * DAY, until);
  const dice = rollDice('spend', seed, campaign.id);
  const spend: { date: string; amount: number }[] = [];
  for (let at = from; at <= to; at += DAY) {
    const euros = (campaign.spend * people) / PEOPLE;
    const amount = Math.round(euros * (60 + 80 * dice.throw())) / 100;
    spend.push({ date: dateOf(at), amount });
  }
  return spend;
}

async function call<T>(
  { url, secret_key }: Collector,
  path: string,
  { method = 'GET', body }: { method?: string; body?: object } = {},
): Promise<T> {
  const headers = { Authorization: `Bearer ${secret_key}`, 'Content-Type': 'application/json' };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(`${url}/api/v1/campaigns${path}`, init);
  if (!response.ok) throw new Refused(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
