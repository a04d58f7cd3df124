const invoiceFields = `
  id status version uuid type series folio
  issuer { rfc } issuerName receiver { rfc } receiverName
  issuedAt currency subtotal discount taxesTransferred taxesWithheld total
  checksum sizeBytes createdAt updatedAt
  findings { code message path }
`;

/** The fixed operations behind the REST routes: what they ask for is what the OpenAPI document promises. */
export const operations = {
  createInvoice: `mutation RestCreateInvoice($input: CreateInvoiceInput!) {
    createInvoice(input: $input) { created invoice { ${invoiceFields} } }
  }`,
  invoice: `query RestInvoice($id: ID!) { invoice(id: $id) { ${invoiceFields} } }`,
  dailyReport: `query RestDailyReport($date: Date!) {
    dailyReport(date: $date) {
      date received archived rejected inProgress failed asOf
      totals { currency count subtotal taxesTransferred taxesWithheld total }
    }
  }`,
} as const;
