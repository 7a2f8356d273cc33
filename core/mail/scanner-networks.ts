/** A network in which mail gateways are at home, and no reader is. */
export interface ScannerNetwork {
  cidr: string
  whose: string
  /** Where its owner says so. */
  source: string
}

const microsoft =
  'Microsoft 365 URLs and IP address ranges, *.mail.protection.outlook.com; SPF of spf.protection.outlook.com'
const barracuda = 'Barracuda Campus, Email Gateway Defense: IP ranges of the service'
const proofpoint =
  'Proofpoint support: networks of the service for the firewall; Proofpoint Essentials: IP addresses'
const mimecast = 'Mimecast, Data Centers and URLs: United States'

/**
 * Small on purpose: only what its owner has published for mail gateways alone. Clouds as a whole (AWS, Azure, Google) are
 * not here, because people come from there too, by company networks and VPN. What is not listed is learnt from bursts.
 */
export const SCANNER_NETWORKS: readonly ScannerNetwork[] = [
  { cidr: '40.92.0.0/15', whose: 'Microsoft', source: microsoft },
  { cidr: '40.107.0.0/16', whose: 'Microsoft', source: microsoft },
  { cidr: '52.100.0.0/14', whose: 'Microsoft', source: microsoft },
  { cidr: '104.47.0.0/17', whose: 'Microsoft', source: microsoft },
  { cidr: '2a01:111:f400::/48', whose: 'Microsoft', source: microsoft },
  { cidr: '2a01:111:f403::/48', whose: 'Microsoft', source: microsoft },
  { cidr: '209.222.80.0/21', whose: 'Barracuda', source: barracuda },
  { cidr: '67.231.144.0/20', whose: 'Proofpoint', source: proofpoint },
  { cidr: '148.163.128.0/19', whose: 'Proofpoint', source: proofpoint },
  { cidr: '205.139.110.0/23', whose: 'Mimecast', source: mimecast },
  { cidr: '207.211.30.0/24', whose: 'Mimecast', source: mimecast },
  { cidr: '207.211.31.0/25', whose: 'Mimecast', source: mimecast },
]
