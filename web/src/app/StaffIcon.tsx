export { ShieldCheckIcon as default } from "@phosphor-icons/react/dist/csr/ShieldCheck";
