declare const brand: unique symbol;

/** A tenant's id that passed the authorisation step; only `lib/accounts/authorise.ts` mints it. */
export type AccountId = string & { readonly [brand]: "AccountId" };
