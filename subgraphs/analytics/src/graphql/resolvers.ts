import type { Resolvers } from './generated.ts';

/** The GraphQL door: translates, never decides. */
export const resolvers: Resolvers = {
  Query: {
    dailyReport: (_, { date }, { identity, reportDay }) => reportDay(identity, date),
    invoiceStats: (_, { from, to, by }, { identity, readStats }) => readStats(identity, from, to, by),
  },
  Taxpayer: {
    __resolveReference: ({ rfc }) => ({ rfc }),
    stats: ({ rfc }, _, { taxpayerStats }) => taxpayerStats.load(rfc),
  },
};
