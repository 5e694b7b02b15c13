/** A rule that the orders of a market must meet, as clients are shown it. */
export type Filter = Readonly<Record<string, string | number | boolean>> & { readonly filterType: string }
