import { describe, expect, it } from 'vitest';
import { add, count, discount, items, total } from './cart.ts';

describe('the cart', () => {
  it('adds up to the cent', () => {
    const cart = add(add({}, 'salmon-supper', 3), 'tuna-twigs', 7);
    expect(total(cart)).toBe(124);
    expect(count(cart)).toBe(10);
  });

  it('takes ten per cent off for the code, however it is typed, and nothing for another', () => {
    const cart = add({}, 'salmon-supper', 1);
    expect(total(cart, ' meow10 ')).toBe(26.91);
    expect(total(cart, 'WOOF10')).toBe(29.9);
    expect(discount('constructor')).toBe(0);
  });

  it('holds between one and twenty of a product, and drops what falls to none', () => {
    expect(add({}, 'taste-box', 99)).toEqual({ 'taste-box': 20 });
    expect(add({ 'taste-box': 1 }, 'taste-box', -1)).toEqual({});
    expect(add({}, 'taste-box', -3)).toEqual({});
  });

  it('does not count what the shop no longer sells', () => {
    expect(total({ 'dog-food': 2 })).toBe(0);
    expect(items({ 'dog-food': 2 })).toEqual([]);
  });

  it('names its lines as an order does', () => {
    expect(items({ 'taste-box': 2 })).toEqual([
      {
        item_id: 'taste-box',
        item_name: 'The Taste Box',
        item_category: 'Boxes',
        price: 12,
        quantity: 2,
      },
    ]);
  });
});
