"""The labelled set's French."""

from tests.answering.citations.claims.concepts import Paper
from tests.answering.citations.claims.words import Derived, Wording, Words

_WORDINGS = {
    "rent": Wording(
        "loyer annuel de {thing}", "Le loyer annuel de {thing} s’élève à {x}.", "Le loyer de {thing} est de {x} par an"
    ),
    "deposit": Wording(
        "caution pour {thing}", "Une caution de {x} est déposée pour {thing}.", "La caution pour {thing} est de {x}"
    ),
    "penalty": Wording(
        "plafond des pénalités de {thing}",
        "Les pénalités relatives à {thing} sont plafonnées à {x}.",
        "Les pénalités de {thing} ne dépassent pas {x}",
    ),
    "licence": Wording(
        "redevance pour {thing}",
        "La redevance de licence du module {thing} est de {x}.",
        "Le module {thing} coûte {x} de redevance",
    ),
    "seats": Wording(
        "postes pour {thing}", "La licence couvre {x} postes pour {thing}.", "{x} postes sont couverts pour {thing}"
    ),
    "notice": Wording(
        "préavis pour {thing}",
        "Chaque partie peut résilier {thing} avec un préavis de {x} jours.",
        "Le préavis pour {thing} est de {x} jours",
    ),
    "interest": Wording(
        "intérêts de retard pour {thing}",
        "Les retards de paiement pour {thing} portent intérêt à {x}.",
        "Les intérêts de retard pour {thing} sont de {x}",
    ),
    "start": Wording(
        "début de {thing}", "Le contrat pour {thing} prend effet le {x}.", "Pour {thing}, le contrat commence le {x}"
    ),
    "end": Wording(
        "échéance de {thing}", "Les droits sur {thing} expirent le {x}.", "Les droits sur {thing} prennent fin le {x}"
    ),
    "contract_number": Wording(
        "contrat pour {thing}", "L’annexe pour {thing} porte le numéro de contrat {x}.", "{thing} relève du contrat {x}"
    ),
    "costs": Wording(
        "charges de {thing}",
        "Les charges d’exploitation de {thing} atteignent {x}.",
        "{thing} a eu {x} de charges d’exploitation",
    ),
    "investment": Wording(
        "investissement à {thing}", "Les investissements à {thing} ont atteint {x}.", "{x} ont été investis à {thing}"
    ),
    "staff": Wording("effectif de {thing}", "L’effectif de {thing} compte {x} salariés.", "{thing} emploie {x} salariés"),
    "sold": Wording("ventes de {thing}", "{thing} a livré {x} unités aux clients.", "{x} unités ont été livrées par {thing}"),
    "growth": Wording(
        "ventes comparables de {thing}",
        "Les ventes comparables de {thing} ont évolué de {x} sur un an.",
        "Les ventes comparables de {thing} ont évolué de {x}",
    ),
    "margin": Wording(
        "marge opérationnelle de {thing}",
        "{thing} affiche une marge opérationnelle de {x}.",
        "La marge opérationnelle de {thing} est de {x}",
    ),
    "share": Wording(
        "part de marché de {thing}",
        "La part de marché de {thing} est estimée à {x}.",
        "{thing} détient une part de marché de {x}",
    ),
    "published": Wording(
        "audit de {thing}",
        "Les comptes de {thing} ont été certifiés le {x}.",
        "La certification des comptes de {thing} date du {x}",
    ),
    "revenue": Wording(
        "chiffre d’affaires de {thing}",
        "Le chiffre d’affaires de {thing} s’établit à {x} en {this}, après {y} en {last}.",
        "{thing} a réalisé {x} de chiffre d’affaires en {this}, contre {y} en {last}",
    ),
    "orders": Wording(
        "commandes de {thing}",
        "En {this}, {thing} a enregistré {x} commandes, contre {y} en {last}.",
        "{thing} a reçu {x} commandes en {this} et {y} en {last}",
    ),
    "energy": Wording(
        "énergie à {thing}",
        "La consommation d’énergie à {thing} est de {x} kWh en {this} et de {y} kWh en {last}.",
        "{thing} a consommé {x} kWh en {this} ({last} : {y} kWh)",
    ),
    "budget": Wording(
        "budget de {thing}", "Le conseil a voté un budget de {x} pour {thing}.", "Un budget de {x} a été voté pour {thing}"
    ),
    "sponsorship": Wording(
        "mécénat pour {thing}", "Les mécènes ont promis {x} pour {thing}.", "{x} ont été promis par des mécènes pour {thing}"
    ),
    "approval": Wording(
        "vote sur {thing}", "La motion sur {thing} a recueilli {x} des voix.", "{x} des voix ont soutenu la motion sur {thing}"
    ),
    "meeting": Wording(
        "réunion sur {thing}",
        "Le groupe de travail sur {thing} se réunit de nouveau le {x}.",
        "La réunion sur {thing} aura lieu le {x}",
    ),
    "decided": Wording(
        "décision sur {thing}", "La décision sur {thing} a été prise le {x}.", "Le conseil a tranché sur {thing} le {x}"
    ),
    "ticket": Wording(
        "ticket de {thing}", "Les points ouverts sur {thing} figurent au ticket {x}.", "{thing} est suivi dans le ticket {x}"
    ),
    "item": Wording(
        "installation à {thing}",
        "Travaux d’installation à {thing} : {x} hors taxes.",
        "L’installation à {thing} est facturée {x}",
    ),
    "freight": Wording(
        "transport vers {thing}", "Transport et manutention vers {thing} : {x}.", "Le transport vers {thing} coûte {x}"
    ),
    "parts": Wording("pièces pour {thing}", "Livraison à {thing} : {x} pièces.", "{x} pièces ont été livrées à {thing}"),
    "discount": Wording(
        "remise pour {thing}", "Une remise de {x} est accordée pour {thing}.", "{thing} bénéficie d’une remise de {x}"
    ),
    "due": Wording(
        "paiement pour {thing}", "Le paiement pour {thing} est exigible le {x}.", "Il faut payer pour {thing} le {x} au plus tard"
    ),
    "delivered": Wording("livraison à {thing}", "La marchandise pour {thing} a été livrée le {x}.", "{thing} a été livré le {x}"),
    "invoice_number": Wording(
        "facture de {thing}",
        "Les prestations pour {thing} figurent sur la facture {x}.",
        "{thing} est facturé sous le numéro {x}",
    ),
    "travel": Wording(
        "indemnité de déplacement à {thing}",
        "Le personnel de {thing} reçoit une indemnité de déplacement de {x}.",
        "L’indemnité de déplacement à {thing} est de {x}",
    ),
    "training": Wording(
        "formation à {thing}", "Le budget annuel de formation à {thing} est de {x}.", "{thing} consacre {x} à la formation"
    ),
    "relocation": Wording(
        "prime d’installation à {thing}",
        "Les nouveaux arrivants à {thing} touchent une prime de {x}.",
        "La prime d’arrivée à {thing} est de {x}",
    ),
    "contribution": Wording(
        "cotisation retraite à {thing}",
        "À {thing}, l’employeur verse une cotisation retraite de {x}.",
        "L’employeur cotise {x} pour la retraite à {thing}",
    ),
    "bonus": Wording(
        "prime cible à {thing}", "La prime cible à {thing} est de {x} du salaire de base.", "{thing} a une prime cible de {x}"
    ),
    "effective": Wording(
        "règles à {thing}", "Ces règles entrent en vigueur à {thing} le {x}.", "Les règles s’appliquent à {thing} dès le {x}"
    ),
    "review": Wording("révision à {thing}", "La prochaine révision à {thing} est prévue le {x}.", "{thing} sera révisé le {x}"),
    "price": Wording(
        "prix catalogue de {thing}",
        "Le prix catalogue de l’appareil {thing} est de {x}.",
        "L’appareil {thing} coûte {x} au catalogue",
    ),
    "cycles": Wording(
        "cycles de {thing}", "Le relais {thing} est prévu pour {x} cycles de commutation.", "{thing} supporte {x} cycles"
    ),
    "efficiency": Wording(
        "rendement de {thing}", "À pleine charge, {thing} atteint un rendement de {x}.", "Le rendement de {thing} est de {x}"
    ),
    "voltage": Wording(
        "tension de {thing}",
        "La tension d’alimentation de {thing} est de {x}.",
        "{thing} demande une tension d’alimentation de {x}",
    ),
    "weight": Wording(
        "poids de {thing}", "Emballage compris, {thing} pèse {x}.", "Le poids de {thing} est de {x} avec emballage"
    ),
    "length": Wording("longueur de {thing}", "Le boîtier de {thing} a une longueur de {x}.", "Le boîtier de {thing} mesure {x}"),
    "released": Wording(
        "version de {thing}", "Le micrologiciel de {thing} a été publié le {x}.", "Le micrologiciel de {thing} est sorti le {x}"
    ),
    "calibrated": Wording(
        "étalonnage de {thing}", "L’étalonnage de {thing} a été effectué le {x}.", "{thing} a été étalonné le {x}"
    ),
    "part_number": Wording(
        "référence de {thing}", "Les pièces de {thing} se commandent sous la référence {x}.", "{thing} porte la référence {x}"
    ),
    "person": Wording(
        "responsable de {thing}", "Les questions sur {thing} sont traitées par {x}.", "{x} traite les questions sur {thing}"
    ),
    "contact": Wording(
        "contact pour {thing}", "Les demandes sur {thing} sont à envoyer à {x}.", "Pour {thing}, il faut écrire à {x}"
    ),
    "folder": Wording(
        "dossier de {thing}", "Le dossier complet de {thing} se trouve sur {x}.", "Le dossier de {thing} est sur {x}"
    ),
}

FRENCH = Words(
    code="fr",
    group="\u202f",
    point=",",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    currencies={"EUR": "euros", "USD": "dollars", "GBP": "livres"},
    percent=("\u00a0%", " %", "%", " pour cent"),
    thousand=("{n} k{s}", "{n} mille {w}"),
    million=("{n} M{s}", "{n} millions d’{w}", "{n} million d’{w}"),
    billion=("{n} Md{s}", "{n} milliards d’{w}", "{n} milliard d’{w}"),
    scales={3: "mille", 6: "millions"},
    about=("environ", "à peu près", "autour de", "quelque"),
    over=("un peu plus de",),
    under=("près de", "presque", "un peu moins de"),
    joins=(" ; ", ", et "),
    by_section="Selon la section {section} : {claim}",
    changed=("Les ventes comparables de {thing} ont baissé de {x}", "Les ventes comparables de {thing} ont augmenté de {x}"),
    wordings=_WORDINGS,
    derived=Derived(
        total="Au total, {a} et {b} font ensemble {x}",
        total_of="La somme pour {a} ({p}) et {b} ({q}) est de {x}",
        gap="La différence entre {a} et {b} est de {x}",
        gap_of="Entre {a} ({p}) et {b} ({q}), la différence est de {x}",
        rose="{label} : une hausse de {x} entre {last} et {this}",
        rose_of="{label} : augmentation de {x}, de {y} à {now}",
        fell="{label} : une baisse de {x} entre {last} et {this}",
        fell_of="{label} : diminution de {x}, de {y} à {now}",
    ),
    quoting=("Le document dit : {q}", "Il est écrit : {q}", "Textuellement : {q}", "- **Texte :** {q}"),
    naming=("{q} est responsable de {thing}", "Pour {thing}, le document nomme {q}", "- **Responsable, {thing} :** {q}"),
    quotes=(
        "Le fournisseur {ne peut pas|peut aussi} céder ses droits {sans|avec} accord écrit préalable du client.",
        "Les documents confidentiels sont restitués {après|avant} la visite finale des locaux.",
        "Aucune partie n’est {responsable|satisfaite} des retards dus à des événements {hors|sous} de son contrôle.",
        "Les chiffres de cette section {excluent|incluent} les effets exceptionnels de la première consolidation.",
        "Le personnel {peut|doit} travailler à domicile {sauf|même} si le chef d’équipe demande sa présence.",
        "Le comité a {rejeté|accepté} l’offre des consultants externes {sans|après} autre discussion.",
        "L’appareil doit être débranché {avant|après} l’ouverture du capot de protection par un technicien qualifié.",
        "Les factures sont réputées {acceptées|refusées} si le client ne formule {aucune|une} objection par écrit.",
        "Les heures supplémentaires sont compensées en repos ; leur paiement {n’est pas|est aussi} possible.",
        "La garantie {ne couvre pas|couvre même} les dommages dus à un nettoyage inadapté ou à des pièces non officielles.",
        "Les sous-traitants {ne|se} sont engagés qu’avec l’approbation {écrite|orale} du bureau de projet.",
        "Les données personnelles sont {effacées|conservées} dès que le but de leur collecte a disparu.",
        "Le locataire est {tenu|libre} d’assurer les installations contre l’incendie à {ses|nos} frais.",
        "Les demandes de congé sont déposées {avant|après} la publication définitive du planning.",
        "Le ventilateur démarre {automatiquement|manuellement} dès que la température du boîtier {dépasse|quitte} le seuil.",
        "Les cadeaux des fournisseurs sont à {refuser|accepter} poliment et à signaler au responsable de la conformité.",
    ),
    invented=(
        "Les litiges concernant {thing} sont tranchés par un tribunal arbitral à Genève.",
        "La croissance de {thing} provient surtout de la demande des distributeurs étrangers.",
        "Le stock restant de {thing} sera donné à des associations locales.",
        "Le bailleur de {thing} renonce à toute augmentation pendant la première période.",
        "Les visiteurs de {thing} portent en permanence un casque et des chaussures de sécurité.",
        "La direction prévoit que {thing} sera rentable plus tôt que prévu.",
        "Les congés non pris à {thing} peuvent être reportés sans aucune limite.",
        "Le capteur de {thing} est à remplacer dès que le voyant clignote.",
    ),
    things=(
        *(
            "Beaulieu",
            "Montclair",
            "Valfleury",
            "Rivebelle",
            "Clairval",
            "Hautepierre",
            "Grandpré",
            "Fontenay",
            "Lamartine",
            "Bellevue",
        ),
        *(
            "Chantemerle",
            "Saint-Aubin",
            "Port-Royal",
            "Mirabelle",
            "Noirmont",
            "Orgeval",
            "Pontivy",
            "Quincy",
            "Rochefort",
            "Sablons",
        ),
        *("Tournelle", "Ursins", "Verneuil", "Aubépine", "Bercy", "Courcelles", "Diderot", "Espérance", "Ferrand", "Gâtinais"),
        *(
            "Hermitage",
            "Joncquets",
            "Langeais",
            "Marronnier",
            "Neuville",
            "Olivet",
            "Peupliers",
            "Rambuteau",
            "Sologne",
            "Tilleul",
        ),
    ),
    names=(
        *("Amélie Garnier", "Dr Luc Fontaine", "Nadia Benali", "Hervé Lemoine", "Chloé Delattre", "Thierry Marchand"),
        *("Sophie Rousseau", "Karim Haddou", "Élodie Perrin", "Yves Caron"),
    ),
    invented_names=(
        "Bernard Taillefer",
        "Dr Odile Vasseur",
        "Camille Dorval",
        "Jean-Marc Pelletier",
        "Lucie Sauvage",
        "Rémi Castel",
    ),
    companies=(
        ("Transports Beaumarais SA", "beaumarais.example"),
        ("Atelier du Lac SARL", "atelier-du-lac.example"),
        ("Énergies Vauclair SAS", "vauclair.example"),
    ),
    titles={
        Paper.CONTRACT: "Contrat-cadre",
        Paper.REPORT: "Rapport trimestriel",
        Paper.MINUTES: "Procès-verbal du conseil",
        Paper.INVOICE: "Facture récapitulative",
        Paper.POLICY: "Politique des ressources humaines",
        Paper.DATASHEET: "Fiche technique",
    },
    headings=("Généralités", "Champ d’application", "Aperçu financier", "Détails", "Annexes", "Exploitation", "Synthèse"),
    filler=(
        "Les détails figurent à la section {n}.{m} et sont revus tous les {n} mois.",
        "Cette page remplace la version de {year} ; les copies sont gardées {m} ans.",
        "Une réponse est donnée sous {n} jours ouvrés, du lundi au vendredi de 8 h à 17 h.",
        "Voir aussi les points {n} à {m} des conditions générales, modifiées en {year}.",
    ),
    foot="Page {n} sur {total} · Tél. +33 1 99 00 14 27 · © 2019-{year}",
    questions=("Que dit ce document ?", "Tu peux résumer ?"),
)
