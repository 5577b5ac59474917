"""The labelled set's English."""

from tests.answering.citations.claims.concepts import Paper
from tests.answering.citations.claims.words import Derived, Wording, Words

_WORDINGS = {
    "rent": Wording(
        "annual rent for {thing}",
        "The annual rent for {thing} amounts to {x}, payable quarterly.",
        "Tenants of {thing} pay {x} a year",
    ),
    "deposit": Wording(
        "security deposit for {thing}", "A security deposit of {x} is held for {thing}.", "The deposit for {thing} is {x}"
    ),
    "penalty": Wording(
        "penalty cap for {thing}",
        "Contractual penalties relating to {thing} are capped at {x}.",
        "Penalties for {thing} cannot exceed the cap of {x}",
    ),
    "licence": Wording(
        "licence fee for {thing}", "The licence fee for the {thing} module is {x}.", "The {thing} module has a licence fee of {x}"
    ),
    "seats": Wording(
        "licensed seats for {thing}", "Up to {x} seats are licensed for {thing}.", "The licence covers {x} seats for {thing}"
    ),
    "notice": Wording(
        "notice period for {thing}",
        "Either party may withdraw from {thing} on {x} days of notice.",
        "The notice period for {thing} is {x} days",
    ),
    "interest": Wording(
        "default interest for {thing}",
        "Late payments for {thing} bear default interest of {x} a year.",
        "Default interest on late payments for {thing} is {x}",
    ),
    "start": Wording("start of {thing}", "The term for {thing} begins on {x}.", "The {thing} term begins on {x}"),
    "end": Wording(
        "expiry of {thing}", "Rights to use {thing} expire on {x} unless extended.", "Rights to use {thing} expire on {x}"
    ),
    "contract_number": Wording(
        "contract number for {thing}", "The schedule for {thing} is filed as contract {x}.", "{thing} is filed under contract {x}"
    ),
    "costs": Wording(
        "operating costs of {thing}", "Operating costs of {thing} stood at {x}.", "{thing} had operating costs of {x}"
    ),
    "investment": Wording(
        "capital investment in {thing}",
        "Capital investment in {thing} reached {x}.",
        "The company invested {x} of capital in {thing}",
    ),
    "staff": Wording("headcount at {thing}", "The headcount at {thing} is {x} employees.", "{thing} employs {x} people"),
    "sold": Wording("units sold by {thing}", "{thing} delivered {x} units to customers.", "{x} units were delivered by {thing}"),
    "growth": Wording(
        "like-for-like sales at {thing}",
        "Like-for-like sales at {thing} changed by {x} on the year.",
        "Like-for-like sales at {thing} changed by {x}",
    ),
    "margin": Wording(
        "operating margin of {thing}",
        "{thing} closed with an operating margin of {x}.",
        "The operating margin of {thing} was {x}",
    ),
    "share": Wording(
        "market share of {thing}", "The market share of {thing} is estimated at {x}.", "{thing} holds a market share of {x}"
    ),
    "published": Wording(
        "audit of {thing}", "The auditors signed the accounts of {thing} on {x}.", "The accounts of {thing} were signed on {x}"
    ),
    "revenue": Wording(
        "revenue of {thing}",
        "Revenue of {thing} came to {x} in {this}, after {y} in {last}.",
        "Revenue of {thing} was {x} in {this} against {y} in {last}",
    ),
    "orders": Wording(
        "orders at {thing}",
        "In {this} customers placed {x} orders at {thing}; in {last} it was {y}.",
        "{thing} took {x} orders in {this} and {y} in {last}",
    ),
    "energy": Wording(
        "energy use at {thing}",
        "Energy use at {thing} was {x} kWh in {this} and {y} kWh in {last}.",
        "{thing} used {x} kWh of energy in {this} ({last}: {y} kWh)",
    ),
    "budget": Wording(
        "budget for {thing}", "The board approved a budget of {x} for {thing}.", "A budget of {x} was approved for {thing}"
    ),
    "sponsorship": Wording(
        "sponsorship for {thing}", "Sponsors have pledged {x} towards {thing}.", "Sponsors pledged {x} towards {thing}"
    ),
    "approval": Wording(
        "votes in favour of {thing}", "The motion on {thing} passed with {x} of votes in favour.", "{x} of votes favoured {thing}"
    ),
    "meeting": Wording(
        "next meeting on {thing}", "The working group on {thing} meets again on {x}.", "The {thing} working group meets on {x}"
    ),
    "decided": Wording("decision on {thing}", "The decision on {thing} was taken on {x}.", "The board decided on {thing} on {x}"),
    "ticket": Wording(
        "ticket for {thing}", "Open points on {thing} are tracked in ticket {x}.", "The open points on {thing} are in ticket {x}"
    ),
    "item": Wording(
        "installation at {thing}", "Installation work at {thing}: {x} net.", "Installation at {thing} was billed at {x} net"
    ),
    "freight": Wording("freight to {thing}", "Freight and handling to {thing}: {x}.", "Freight to {thing} was charged at {x}"),
    "parts": Wording("parts shipped to {thing}", "Shipped to {thing}: {x} parts.", "{x} parts were shipped to {thing}"),
    "discount": Wording(
        "discount for {thing}", "A volume discount of {x} is granted for {thing}.", "{thing} receives a volume discount of {x}"
    ),
    "due": Wording("payment for {thing}", "Payment for {thing} is due on {x}.", "Payment for {thing} is due by {x}"),
    "delivered": Wording(
        "delivery to {thing}", "Goods for {thing} were delivered on {x}.", "The goods for {thing} arrived on {x}"
    ),
    "invoice_number": Wording(
        "invoice for {thing}", "Services for {thing} are billed under invoice {x}.", "The services for {thing} are on invoice {x}"
    ),
    "travel": Wording(
        "travel allowance at {thing}",
        "Staff at {thing} receive a travel allowance of {x}.",
        "The travel allowance at {thing} is {x}",
    ),
    "training": Wording(
        "training budget at {thing}", "The yearly training budget at {thing} is {x}.", "{thing} has {x} a year for training"
    ),
    "relocation": Wording(
        "relocation grant for {thing}",
        "New joiners moving to {thing} get a relocation grant of {x}.",
        "Moving to {thing} earns a grant of {x}",
    ),
    "contribution": Wording(
        "pension contribution at {thing}",
        "The employer pays a pension contribution of {x} at {thing}.",
        "At {thing} the employer contributes {x} to the pension",
    ),
    "bonus": Wording(
        "target bonus at {thing}", "The target bonus at {thing} is {x} of base salary.", "{thing} has a target bonus of {x}"
    ),
    "effective": Wording(
        "rules at {thing}", "At {thing} these rules take effect on {x}.", "The rules take effect at {thing} on {x}"
    ),
    "review": Wording("review at {thing}", "The next review at {thing} is scheduled for {x}.", "{thing} will be reviewed on {x}"),
    "price": Wording("list price of {thing}", "The list price of the {thing} unit is {x}.", "The {thing} unit lists at {x}"),
    "cycles": Wording(
        "rated cycles of {thing}", "The {thing} relay is rated for {x} switching cycles.", "{thing} is rated for {x} cycles"
    ),
    "efficiency": Wording(
        "efficiency of {thing}",
        "At full load {thing} runs at an efficiency of {x}.",
        "{thing} reaches {x} efficiency at full load",
    ),
    "voltage": Wording(
        "supply voltage of {thing}", "The supply voltage of {thing} is {x}.", "{thing} needs a supply voltage of {x}"
    ),
    "weight": Wording("weight of {thing}", "With packaging, {thing} weighs {x}.", "The weight of {thing} with packaging is {x}"),
    "length": Wording("length of {thing}", "The housing of {thing} has a length of {x}.", "{thing} has a housing {x} long"),
    "released": Wording(
        "release of {thing}", "Firmware for {thing} was released on {x}.", "The {thing} firmware came out on {x}"
    ),
    "calibrated": Wording(
        "calibration of {thing}",
        "The reference unit of {thing} was calibrated on {x}.",
        "Calibration of the {thing} unit took place on {x}",
    ),
    "part_number": Wording(
        "part number of {thing}",
        "Spares for {thing} are ordered under part number {x}.",
        "Spare parts for {thing} have the number {x}",
    ),
    "person": Wording("lead for {thing}", "Questions about {thing} are handled by {x}.", "{x} handles questions about {thing}"),
    "contact": Wording("contact for {thing}", "Enquiries about {thing} go to {x}.", "For enquiries about {thing}, write to {x}"),
    "folder": Wording("files on {thing}", "The full file on {thing} is kept at {x}.", "The file on {thing} is kept at {x}"),
}

ENGLISH = Words(
    code="en",
    group=",",
    point=".",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    currencies={"EUR": "euros", "USD": "dollars", "GBP": "pounds"},
    percent=(" %", "%", " percent", " per cent"),
    thousand=("{n} thousand {w}", "{s}{n}k"),
    million=("{s}{n} million", "{s}{n}M", "{n} million {w}", "{c} {n}m"),
    billion=("{s}{n} billion", "{s}{n}bn", "{n} billion {w}"),
    scales={3: "thousand", 6: "million"},
    about=("about", "around", "roughly", "approximately", "~"),
    over=("just over", "a little over", "slightly more than"),
    under=("nearly", "almost", "just under"),
    joins=("; ", ", and "),
    by_section="According to section {section}: {claim}",
    changed=("Like-for-like sales at {thing} fell by {x}", "Like-for-like sales at {thing} rose by {x}"),
    wordings=_WORDINGS,
    derived=Derived(
        total="Together, {a} and {b} come to a total of {x}",
        total_of="In total, {a} ({p}) and {b} ({q}) add up to {x}",
        gap="The difference between {a} and {b} is {x}",
        gap_of="Between {a} ({p}) and {b} ({q}) there is a difference of {x}",
        rose="{label}: an increase of {x} from {last} to {this}",
        rose_of="{label} increased by {x}, from {y} to {now}",
        fell="{label}: a decrease of {x} from {last} to {this}",
        fell_of="{label} decreased by {x}, from {y} to {now}",
    ),
    quoting=("The document says: {q}", "It states that {q}", "The wording is {q}", "- **Wording:** {q}", "Literally: {q}"),
    naming=("{q} is the lead for {thing}", "For {thing} the document names {q}", "- **Lead, {thing}:** {q}"),
    quotes=(
        "The Supplier {shall|may} {not|now} assign its rights {under|over} this agreement {without|with} prior written consent.",
        "Confidential information {must|may} be returned or destroyed {after|before} the final inspection of the premises.",
        "Neither party is {liable|grateful} for delays that are {caused|prevented} by events beyond its reasonable control.",
        "The figures in this section {exclude|include} one-off effects from the first consolidation of affiliated companies.",
        "Staff {may|shall} work from home {unless|because} their presence on site is required by the shift manager.",
        "The committee {rejected|accepted} the offer of the external consultants {without|after} further discussion.",
        "The device {must|may} be disconnected {before|after} the protective cover is opened by qualified staff.",
        "Invoices {are|were} deemed accepted {if|unless} no objection is raised in writing by the customer.",
        "Overtime is compensated with time off; payment is {not|also} possible for employees in {senior|junior} positions.",
        "The board {welcomed|criticised} the proposal to merge the two workshops and asked for a {detailed|shorter} plan.",
        "The warranty {does|did} {not|now} cover damage from improper cleaning or from unofficial replacement parts.",
        "All deliveries are made at the {buyer|seller}'s risk as soon as the goods have {left|reached} the warehouse.",
        "The auditors {confirmed|denied} that internal controls are {effective|ineffective} across all reporting units.",
        "Subcontractors {may|must} only be engaged with the {written|verbal} approval of the project office.",
        "Personal data are {deleted|kept} once the purpose for which they were collected {no longer|still} applies.",
        "The tenant is {obliged|entitled} to insure the fixtures against fire, flood and burglary at {its|our} own expense.",
        "Requests for leave {should|cannot} be filed with the line manager {before|after} the rota is finalised.",
        "Cash flow from operations {improved|worsened} owing to {lower|higher} inventories and stricter collection.",
        "The cooling fan starts {automatically|manually} when the housing temperature {exceeds|leaves} the safe range.",
        "Either side {may|must} end the cooperation for good cause, in particular if the other side is {insolvent|profitable}.",
        "Discounts {cannot|can} be combined with other offers and {expire|begin} at the end of the fiscal year.",
        "The chair {opened|closed} the meeting and noted that a quorum was {present|absent}.",
        "Gifts from suppliers are to be {declined|accepted} {politely|gladly} and reported to the compliance officer.",
        "Customs duties are borne by the {recipient|carrier}, {even|except} where the shipment is insured by the sender.",
    ),
    invented=(
        "The parties agree to settle all disputes about {thing} by binding arbitration in Geneva.",
        "Employees at {thing} are free to choose their own working hours on Fridays.",
        "Growth at {thing} was mainly driven by strong demand from overseas distributors.",
        "The sensor of {thing} has to be replaced whenever the warning light flashes twice.",
        "All remaining stock at {thing} will be donated to local charities and schools.",
        "The committee thanked {thing} for its outstanding contribution to the summer festival.",
        "Refunds for {thing} are paid out by bank transfer within the same calendar month.",
        "The landlord of {thing} waives any right to increase the rent during the first term.",
        "Management expects {thing} to reach break-even earlier than originally planned.",
        "Visitors to {thing} must wear a helmet, safety shoes and a reflective vest at all times.",
        "The warranty for {thing} is extended free of charge after every scheduled inspection.",
        "Unused vacation days at {thing} can be carried over without any restriction.",
    ),
    things=(
        *(
            "Northgate",
            "Alderbrook",
            "Meridian",
            "Corvus",
            "Saltmarsh",
            "Kestrel",
            "Fairhaven",
            "Ironwood",
            "Lakeside",
            "Tidewater",
        ),
        *(
            "Ravenhill",
            "Brookfield",
            "Stonebridge",
            "Foxglove",
            "Whitcombe",
            "Juniper",
            "Oakhurst",
            "Pinecrest",
            "Rosewell",
            "Halyard",
        ),
        *(
            "Bluewater",
            "Cedar Point",
            "Drumlin",
            "Eastleigh",
            "Glenmore",
            "Hartwell",
            "Inglewood",
            "Larkspur",
            "Marlow",
            "Netherby",
        ),
        *("Osprey", "Penrose", "Quayside", "Redmoor", "Silverton", "Thornbury", "Underhill", "Vantage", "Wexcombe", "Yarrow"),
        *("Ashdown", "Birchwood", "Claymore", "Dunmore", "Elmstead", "Fernhill", "Greystone", "Hollins", "Kingsmere", "Langdale"),
    ),
    names=(
        *(
            "Miriam Holt",
            "Dr. Owen Price",
            "Ada Winslow",
            "Kofi Mensah",
            "Priya Raman",
            "Tom Ashcroft",
            "Elena Marsh",
            "Hugh Larkin",
        ),
        *(
            "Grace Adeyemi",
            "Simon Fell",
            "Nora Quinn",
            "Victor Hale",
            "Lucy Thwaite",
            "Samir Qureshi",
            "Beth Nolan",
            "Ian Strachan",
        ),
    ),
    invented_names=(
        *("Caroline Webber", "Dr. Philip Aldous", "Marcus Greenleaf", "Helen Okafor", "Jasper Lindqvist", "Rita Donovan"),
        *("Walter Pemberton", "Fiona Castellan", "George Abernathy", "Yasmin Haddad", "Prof. Alan Whitlock", "Daphne Sorrell"),
    ),
    companies=(
        ("Harlow Freight Ltd", "harlow-freight.example"),
        ("Pellington Energy plc", "pellington.example"),
        ("Brightmoor Systems Inc.", "brightmoor.example"),
        ("Calder & Finch LLP", "calder-finch.example"),
        ("Orrell Instruments Ltd", "orrell.example"),
    ),
    titles={
        Paper.CONTRACT: "Framework Agreement",
        Paper.REPORT: "Quarterly Report",
        Paper.MINUTES: "Minutes of the Board Meeting",
        Paper.INVOICE: "Consolidated Invoice",
        Paper.POLICY: "Human Resources Policy",
        Paper.DATASHEET: "Technical Datasheet",
    },
    headings=("General", "Scope", "Financial overview", "Details", "Schedules", "Operations", "Further provisions", "Summary"),
    filler=(
        "Further details are set out in section {n}.{m} and are updated every {n} months.",
        "This page replaces the version of {year}; copies are kept for {m} years.",
        "Queries are answered within {n} working days, Monday to Friday from 8 to 17.",
        "See also items {n} to {m} of the general terms, as amended in {year}.",
        "Quality is managed according to ISO 9001; see chapter {n}.",
    ),
    foot="Page {n} of {total} · Tel. +44 20 7946 0321 · © 2019-{year}",
    questions=("What does it say?", "Can you sum this up for me?", "What do we need to know about this?"),
)
