/** What is to be done on events of each type, worked out once per model. */
import { ACT_EVENTS } from './acts.ts';
import { FACT_EVENTS, OWNERS_EVENTS } from './facts.ts';
import type { Read } from './fields.ts';
import { canonical } from './leaves.ts';
import type { CompiledLeaf, CompiledRule, Plan, Probe, TypedRule } from './machine.ts';
import { matchTest } from './match.ts';
import type { Model, Rule } from './model.ts';
import { notePurchase, noteRefund } from './orders.ts';
import { VISIT_EVENTS } from './visit.ts';

interface PlanParts {
  model: Model;
  leaves: readonly CompiledLeaf[];
  reader: (field: string) => Read;
}

const ORDER_EVENTS: Readonly<Record<string, NonNullable<Plan['order']>>> = {
  purchase: notePurchase,
  refund: noteRefund,
};

/** One probe for each different match of a phase, earlier phases first. */
function probesFor(type: string | undefined, { leaves, reader }: PlanParts): Probe[] {
  const probes = new Map<string, Probe>();
  for (const { feeds, index } of leaves) {
    for (const { match, phase, lasting = false, take } of feeds) {
      const test = matchTest(match, type, reader);
      if (test === false) continue;
      const key = canonical([match, phase]);
      const probe = probes.get(key) ?? { test, phase, sinks: [] };
      probe.sinks.push({ leaf: index, lasting, take });
      probes.set(key, probe);
    }
  }
  return [...probes.values()].sort((a, b) => a.phase - b.phase);
}

function planFor(type: string | undefined, rules: readonly CompiledRule[], parts: PlanParts): Plan {
  const { model, reader } = parts;
  const own = <T>(table: Readonly<Record<string, T>>): T | undefined =>
    type !== undefined && Object.hasOwn(table, type) ? table[type] : undefined;
  return {
    visit: own(VISIT_EVENTS),
    owners: own(OWNERS_EVENTS),
    order: own(ORDER_EVENTS),
    fact: own(FACT_EVENTS),
    act: own(ACT_EVENTS),
    rules: rules.flatMap((rule): TypedRule[] => {
      const { when } = model.rules[rule.index] as Rule;
      const test = matchTest(when, type, reader);
      return test === false ? [] : [{ ...rule, test }];
    }),
    probes: probesFor(type, parts),
  };
}

/** Plans by event type, and the one for types that nothing names. */
export function compilePlans(rules: readonly CompiledRule[], parts: PlanParts) {
  const matches = [
    ...parts.model.rules.map((rule) => rule.when),
    ...parts.leaves.flatMap((leaf) => leaf.feeds.map((feed) => feed.match)),
  ];
  const named = matches.flatMap((match) => match.event);
  const tables = [ORDER_EVENTS, FACT_EVENTS, VISIT_EVENTS, OWNERS_EVENTS, ACT_EVENTS];
  const types = [...named, ...tables.flatMap((table) => Object.keys(table))];
  const plans = new Map([...new Set(types)].map((type) => [type, planFor(type, rules, parts)]));
  return { plans, otherPlan: planFor(undefined, rules, parts) };
}
