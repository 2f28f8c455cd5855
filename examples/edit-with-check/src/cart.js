/** Sum of the prices in a cart, in cents. */
export function total(items) {
  return items.reduce((sum, { price, count }) => sum + price * count, 0);
}
