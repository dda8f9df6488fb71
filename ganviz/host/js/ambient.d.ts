declare module "plotly.js/*" {
  const anything: any;
  export default anything;
}
declare module "*.css" {
  const text: string;
  export default text;
}
