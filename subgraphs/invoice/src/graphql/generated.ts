import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Invoice as InvoiceModel } from '../domain/invoice.ts';
import type { Transition as InvoiceTransitionModel } from '../store/index.ts';
import type { GraphqlContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
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
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: string; output: string; }
  /** A calendar day, YYYY-MM-DD. */
  Date: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type InvoiceStatus =
  /** Received and stored; not yet looked at. */
  | 'PENDING'
  /** Being validated. */
  | 'PROCESSING'
  /** Passed every rule. */
  | 'VALIDATED'
  /** Kept for good: the end of a good document's way. */
  | 'ARCHIVED'
  /** Broke a rule: see its findings. */
  | 'REJECTED'
  /** Could not be processed for a technical reason. */
  | 'FAILED'
  /** Cancelled by its issuer. */
  | 'CANCELLED';

/** CFDI TipoDeComprobante. */
export type DocumentType =
  /** I */
  | 'INCOME'
  /** E */
  | 'CREDIT_NOTE'
  /** T */
  | 'TRANSFER'
  /** N */
  | 'PAYROLL'
  /** P */
  | 'PAYMENT';

export type Query = {
  readonly __typename?: 'Query';
  /** An invoice of the caller's organisation, or null. */
  readonly invoice?: Maybe<Invoice>;
  /** By the UUID of its stamp. Naming the issuer saves asking every shard. */
  readonly invoiceByUuid?: Maybe<Invoice>;
  /** Newest first. `first` is 1 to 100. */
  readonly invoices?: Maybe<InvoiceConnection>;
};


export type QueryInvoiceArgs = {
  id: Scalars['ID']['input'];
};


export type QueryInvoiceByUuidArgs = {
  uuid: Scalars['ID']['input'];
  issuer?: InputMaybe<Scalars['RFC']['input']>;
};


export type QueryInvoicesArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InvoiceFilter>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Takes a document in. It is validated soon after: follow its status. Admins and analysts only. */
  readonly createInvoice: CreateInvoicePayload;
};


export type MutationCreateInvoiceArgs = {
  input: CreateInvoiceInput;
};

/** Exactly one of `content` and `url`. */
export type CreateInvoiceInput = {
  /** The XML document, base64. */
  readonly content?: InputMaybe<Scalars['String']['input']>;
  /** Where to fetch the XML document (https; http where the operator allows it). */
  readonly url?: InputMaybe<Scalars['String']['input']>;
  /** SHA-256 of the document's bytes, hex. Required with `url`. */
  readonly checksum?: InputMaybe<Scalars['String']['input']>;
  /** The same key with the same document gives the same invoice, however often it is sent. Up to 128 characters. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type CreateInvoicePayload = {
  readonly __typename?: 'CreateInvoicePayload';
  readonly invoice: Invoice;
  /** False when the idempotency key was seen before. */
  readonly created: Scalars['Boolean']['output'];
};

export type InvoiceFilter = {
  readonly status?: InputMaybe<ReadonlyArray<InvoiceStatus>>;
  readonly issuer?: InputMaybe<Scalars['RFC']['input']>;
  /** Issue date, inclusive. */
  readonly issuedFrom?: InputMaybe<Scalars['Date']['input']>;
  /** Issue date, inclusive. */
  readonly issuedTo?: InputMaybe<Scalars['Date']['input']>;
};

export type InvoiceConnection = {
  readonly __typename?: 'InvoiceConnection';
  readonly edges: ReadonlyArray<InvoiceEdge>;
  readonly nodes: ReadonlyArray<Invoice>;
  readonly pageInfo: PageInfo;
};

export type InvoiceEdge = {
  readonly __typename?: 'InvoiceEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Invoice;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

export type Invoice = {
  readonly __typename?: 'Invoice';
  readonly id: Scalars['ID']['output'];
  readonly status: InvoiceStatus;
  /** Grows by one with every change. */
  readonly version: Scalars['Int']['output'];
  /** UUID of the stamp, once read. */
  readonly uuid?: Maybe<Scalars['ID']['output']>;
  readonly type?: Maybe<DocumentType>;
  /** Serie and Folio, as written. */
  readonly series?: Maybe<Scalars['String']['output']>;
  readonly folio?: Maybe<Scalars['String']['output']>;
  readonly issuer: Taxpayer;
  readonly issuerName?: Maybe<Scalars['String']['output']>;
  readonly receiver?: Maybe<Taxpayer>;
  readonly receiverName?: Maybe<Scalars['String']['output']>;
  /** Fecha, in the issuer's local time, as written. */
  readonly issuedAt?: Maybe<Scalars['String']['output']>;
  readonly currency?: Maybe<Scalars['String']['output']>;
  readonly subtotal?: Maybe<Scalars['Decimal']['output']>;
  readonly discount?: Maybe<Scalars['Decimal']['output']>;
  readonly taxesTransferred?: Maybe<Scalars['Decimal']['output']>;
  readonly taxesWithheld?: Maybe<Scalars['Decimal']['output']>;
  readonly total?: Maybe<Scalars['Decimal']['output']>;
  /** SHA-256 of the document's bytes, hex. */
  readonly checksum: Scalars['String']['output'];
  readonly sizeBytes: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Why it was rejected or failed. */
  readonly findings: ReadonlyArray<Finding>;
  /** Every change of state, oldest first. */
  readonly timeline: ReadonlyArray<InvoiceTransition>;
};

export type Finding = {
  readonly __typename?: 'Finding';
  /** Stable. */
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
  /** Where in the document, as an XPath, when known. */
  readonly path?: Maybe<Scalars['String']['output']>;
};

export type InvoiceTransition = {
  readonly __typename?: 'InvoiceTransition';
  readonly from?: Maybe<InvoiceStatus>;
  readonly to: InvoiceStatus;
  readonly version: Scalars['Int']['output'];
  readonly at: Scalars['DateTime']['output'];
  /** User id, or the name of the service that did it. */
  readonly actor: Scalars['String']['output'];
};

export type Taxpayer = {
  readonly __typename?: 'Taxpayer';
  readonly rfc: Scalars['RFC']['output'];
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
  Invoice: Invoice;
  Taxpayer: Taxpayer;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Invoice:
    ( { __typename: 'Invoice' }
    & GraphQLRecursivePick<FederationTypes['Invoice'], {"id":true}> );
  Taxpayer:
    ( { __typename: 'Taxpayer' }
    & GraphQLRecursivePick<FederationTypes['Taxpayer'], {"rfc":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  RFC: ResolverTypeWrapper<Scalars['RFC']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  InvoiceStatus: InvoiceStatus;
  DocumentType: DocumentType;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  CreateInvoiceInput: CreateInvoiceInput;
  CreateInvoicePayload: ResolverTypeWrapper<Omit<CreateInvoicePayload, 'invoice'> & { invoice: ResolversTypes['Invoice'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  InvoiceFilter: InvoiceFilter;
  InvoiceConnection: ResolverTypeWrapper<Omit<InvoiceConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['InvoiceEdge']>, nodes: ReadonlyArray<ResolversTypes['Invoice']> }>;
  InvoiceEdge: ResolverTypeWrapper<Omit<InvoiceEdge, 'node'> & { node: ResolversTypes['Invoice'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Invoice: ResolverTypeWrapper<InvoiceModel>;
  Finding: ResolverTypeWrapper<Finding>;
  InvoiceTransition: ResolverTypeWrapper<InvoiceTransitionModel>;
  Taxpayer: ResolverTypeWrapper<Taxpayer>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  RFC: Scalars['RFC']['output'];
  Decimal: Scalars['Decimal']['output'];
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  CreateInvoiceInput: CreateInvoiceInput;
  CreateInvoicePayload: Omit<CreateInvoicePayload, 'invoice'> & { invoice: ResolversParentTypes['Invoice'] };
  Boolean: Scalars['Boolean']['output'];
  InvoiceFilter: InvoiceFilter;
  InvoiceConnection: Omit<InvoiceConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['InvoiceEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Invoice']> };
  InvoiceEdge: Omit<InvoiceEdge, 'node'> & { node: ResolversParentTypes['Invoice'] };
  PageInfo: PageInfo;
  Invoice: InvoiceModel;
  Finding: Finding;
  InvoiceTransition: InvoiceTransitionModel;
  Taxpayer: Taxpayer | FederationReferenceTypes['Taxpayer'];
};

export interface RfcScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RFC'], any> {
  name: 'RFC';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  invoice?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType, RequireFields<QueryInvoiceArgs, 'id'>>;
  invoiceByUuid?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType, RequireFields<QueryInvoiceByUuidArgs, 'uuid'>>;
  invoices?: Resolver<Maybe<ResolversTypes['InvoiceConnection']>, ParentType, ContextType, RequireFields<QueryInvoicesArgs, 'first'>>;
};

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createInvoice?: Resolver<ResolversTypes['CreateInvoicePayload'], ParentType, ContextType, RequireFields<MutationCreateInvoiceArgs, 'input'>>;
};

export type CreateInvoicePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateInvoicePayload'] = ResolversParentTypes['CreateInvoicePayload']> = {
  invoice?: Resolver<ResolversTypes['Invoice'], ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type InvoiceConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InvoiceConnection'] = ResolversParentTypes['InvoiceConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['InvoiceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Invoice']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InvoiceEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InvoiceEdge'] = ResolversParentTypes['InvoiceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Invoice'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type InvoiceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Invoice'] = ResolversParentTypes['Invoice'], FederationReferenceType extends FederationReferenceTypes['Invoice'] = FederationReferenceTypes['Invoice']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Invoice']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['InvoiceStatus'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  uuid?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['DocumentType']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  folio?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['Taxpayer'], ParentType, ContextType>;
  issuerName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  receiver?: Resolver<Maybe<ResolversTypes['Taxpayer']>, ParentType, ContextType>;
  receiverName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuedAt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subtotal?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  discount?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  taxesTransferred?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  taxesWithheld?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  checksum?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  findings?: Resolver<ReadonlyArray<ResolversTypes['Finding']>, ParentType, ContextType>;
  timeline?: Resolver<ReadonlyArray<ResolversTypes['InvoiceTransition']>, ParentType, ContextType>;
};

export type FindingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Finding'] = ResolversParentTypes['Finding']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type InvoiceTransitionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['InvoiceTransition'] = ResolversParentTypes['InvoiceTransition']> = {
  from?: Resolver<Maybe<ResolversTypes['InvoiceStatus']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['InvoiceStatus'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaxpayerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Taxpayer'] = ResolversParentTypes['Taxpayer'], FederationReferenceType extends FederationReferenceTypes['Taxpayer'] = FederationReferenceTypes['Taxpayer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Taxpayer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  rfc?: Resolver<ResolversTypes['RFC'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  RFC?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  CreateInvoicePayload?: CreateInvoicePayloadResolvers<ContextType>;
  InvoiceConnection?: InvoiceConnectionResolvers<ContextType>;
  InvoiceEdge?: InvoiceEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Invoice?: InvoiceResolvers<ContextType>;
  Finding?: FindingResolvers<ContextType>;
  InvoiceTransition?: InvoiceTransitionResolvers<ContextType>;
  Taxpayer?: TaxpayerResolvers<ContextType>;
};

