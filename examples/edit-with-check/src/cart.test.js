import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as cart from './cart.js';

test('a cart costs what its items cost', () => {
  const items = [
    { price: 250, count: 2 },
    { price: 100, count: 1 },
  ];

  assert.equal(cart.total(items), 600);
});
