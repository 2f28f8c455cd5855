/** Takes the token out of the address, so that neither the history nor a copied address has it. */
export function takeToken(): string | undefined {
  const token = tokenIn(location.hash);
  if (token !== undefined) history.replaceState(null, '', location.pathname);
  return token;
}

/** @param link - The link to the page, or the token alone. */
export function tokenIn(link: string): string | undefined {
  return /(?:^|#)([\w-]{43})$/.exec(link.trim())?.[1];
}
