/** Patterns of the standard's type library (tdCFDI.xsd), anchored. The dot of t_Importe, unescaped there, is meant as a dot. */
export const rfcPattern = /^[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]$/u;
export const amountPattern = /^[0-9]{1,18}(\.[0-9]{1,6})?$/;
export const quantityPattern = /^[0-9]{1,18}(\.[0-9]{1,6})?$/;
export const currencyPattern = /^[A-Z]{3}$/;
export const uuidPattern = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;
const dateTimePattern =
  /^20[1-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/;

/** Whether this is a local date and time as t_FechaH wants it, on a day that the calendar has. */
export function isDateTime(value: string): boolean {
  return dateTimePattern.test(value) && isDay(value.slice(0, 10));
}

/** Whether this is a day of the calendar, YYYY-MM-DD. */
export function isDay(value: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
