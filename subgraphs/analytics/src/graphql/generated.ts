import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { TaxpayerReference as TaxpayerModel } from '../domain/figures.ts';
import type { GraphqlContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A Mexican tax id: 12 characters for companies, 13 for persons. */
  RFC: { input: string; output: string; }
  /** An exact decimal number, written as a string: never rounded by a float. */
  Decimal: { input: string; output: string; }
  /** A calendar day, YYYY-MM-DD. */
  Date: { input: string; output: string; }
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type Query = {
  readonly __typename?: 'Query';
  /** What the organisation's documents issued on that day add up to. */
  readonly dailyReport?: Maybe<DailyReport>;
  /** Figures of archived documents by issue date, both days inclusive, at most 366 days apart. */
  readonly invoiceStats?: Maybe<ReadonlyArray<InvoiceStat>>;
};


export type QueryDailyReportArgs = {
  date: Scalars['Date']['input'];
};


export type QueryInvoiceStatsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  by: StatsDimension;
};

export type StatsDimension =
  | 'DAY'
  | 'ISSUER'
  | 'TYPE'
  | 'CURRENCY';

export type DailyReport = {
  readonly __typename?: 'DailyReport';
  readonly date: Scalars['Date']['output'];
  /** Documents of that issue date, whatever became of them. */
  readonly received: Scalars['Int']['output'];
  readonly archived: Scalars['Int']['output'];
  readonly rejected: Scalars['Int']['output'];
  /** Received and neither archived, rejected nor failed yet. */
  readonly inProgress: Scalars['Int']['output'];
  readonly failed: Scalars['Int']['output'];
  /** Archived documents, a line a currency. */
  readonly totals: ReadonlyArray<CurrencyTotal>;
  /** When the newest event counted here happened; null when there is none. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
};

export type CurrencyTotal = {
  readonly __typename?: 'CurrencyTotal';
  readonly currency: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
  readonly subtotal: Scalars['Decimal']['output'];
  readonly taxesTransferred: Scalars['Decimal']['output'];
  readonly taxesWithheld: Scalars['Decimal']['output'];
  readonly total: Scalars['Decimal']['output'];
};

/** A line of figures: one value of the dimension in one currency. */
export type InvoiceStat = {
  readonly __typename?: 'InvoiceStat';
  /** The day, the issuer's RFC, the document type or the currency. */
  readonly key: Scalars['String']['output'];
  readonly currency: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
  readonly subtotal: Scalars['Decimal']['output'];
  readonly taxesTransferred: Scalars['Decimal']['output'];
  readonly taxesWithheld: Scalars['Decimal']['output'];
  readonly total: Scalars['Decimal']['output'];
};

export type Taxpayer = {
  readonly __typename?: 'Taxpayer';
  readonly rfc: Scalars['RFC']['output'];
  /** What the organisation has archived with this taxpayer as issuer. */
  readonly stats?: Maybe<TaxpayerStats>;
};

export type TaxpayerStats = {
  readonly __typename?: 'TaxpayerStats';
  readonly archived: Scalars['Int']['output'];
  readonly rejected: Scalars['Int']['output'];
  readonly totals: ReadonlyArray<CurrencyTotal>;
  /** Issue date of the newest archived document. */
  readonly lastIssuedOn?: Maybe<Scalars['Date']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Taxpayer: Taxpayer;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Taxpayer:
    ( { __typename: 'Taxpayer' }
    & GraphQLRecursivePick<FederationTypes['Taxpayer'], {"rfc":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  RFC: ResolverTypeWrapper<Scalars['RFC']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  StatsDimension: StatsDimension;
  DailyReport: ResolverTypeWrapper<DailyReport>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  CurrencyTotal: ResolverTypeWrapper<CurrencyTotal>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  InvoiceStat: ResolverTypeWrapper<InvoiceStat>;
  Taxpayer: ResolverTypeWrapper<TaxpayerModel>;
  TaxpayerStats: ResolverTypeWrapper<TaxpayerStats>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  RFC: Scalars['RFC']['output'];
  Decimal: Scalars['Decimal']['output'];
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  DailyReport: DailyReport;
  Int: Scalars['Int']['output'];
  CurrencyTotal: CurrencyTotal;
  String: Scalars['String']['output'];
  InvoiceStat: InvoiceStat;
  Taxpayer: TaxpayerModel;
  TaxpayerStats: TaxpayerStats;
  Boolean: Scalars['Boolean']['output'];
};

export interface RfcScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RFC'], any> {
  name: 'RFC';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  dailyReport?: Resolver<Maybe<ResolversTypes['DailyReport']>, ParentType, ContextType, RequireFields<QueryDailyReportArgs, 'date'>>;
  invoiceStats?: Resolver<Maybe<ReadonlyArray<ResolversTypes['InvoiceStat']>>, ParentType, ContextType, RequireFields<QueryInvoiceStatsArgs, 'from' | 'to' | 'by'>>;
};

export type DailyReportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DailyReport'] = ResolversParentTypes['DailyReport']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  received?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  archived?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inProgress?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totals?: Resolver<ReadonlyArray<ResolversTypes['CurrencyTotal']>, ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type CurrencyTotalResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CurrencyTotal'] = ResolversParentTypes['CurrencyTotal']> = {
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subtotal?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  taxesTransferred?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  taxesWithheld?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type InvoiceStatResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InvoiceStat'] = ResolversParentTypes['InvoiceStat']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subtotal?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  taxesTransferred?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  taxesWithheld?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type TaxpayerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Taxpayer'] = ResolversParentTypes['Taxpayer'], FederationReferenceType extends FederationReferenceTypes['Taxpayer'] = FederationReferenceTypes['Taxpayer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Taxpayer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  rfc?: Resolver<ResolversTypes['RFC'], ParentType, ContextType>;
  stats?: Resolver<Maybe<ResolversTypes['TaxpayerStats']>, ParentType, ContextType>;
};

export type TaxpayerStatsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TaxpayerStats'] = ResolversParentTypes['TaxpayerStats']> = {
  archived?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejected?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totals?: Resolver<ReadonlyArray<ResolversTypes['CurrencyTotal']>, ParentType, ContextType>;
  lastIssuedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  RFC?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  DailyReport?: DailyReportResolvers<ContextType>;
  CurrencyTotal?: CurrencyTotalResolvers<ContextType>;
  InvoiceStat?: InvoiceStatResolvers<ContextType>;
  Taxpayer?: TaxpayerResolvers<ContextType>;
  TaxpayerStats?: TaxpayerStatsResolvers<ContextType>;
};

