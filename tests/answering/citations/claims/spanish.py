"""The labelled set's Spanish."""

from tests.answering.citations.claims.concepts import Paper
from tests.answering.citations.claims.words import Derived, Wording, Words

_WORDINGS = {
    "rent": Wording(
        "alquiler anual de {thing}", "El alquiler anual de {thing} asciende a {x}.", "El alquiler de {thing} es de {x} al año"
    ),
    "deposit": Wording("fianza de {thing}", "Se deposita una fianza de {x} por {thing}.", "La fianza de {thing} es de {x}"),
    "penalty": Wording(
        "límite de penalización de {thing}",
        "Las penalizaciones por {thing} se limitan a {x}.",
        "La penalización por {thing} no pasa de {x}",
    ),
    "licence": Wording(
        "licencia de {thing}",
        "La cuota de licencia del módulo {thing} es de {x}.",
        "El módulo {thing} tiene una cuota de licencia de {x}",
    ),
    "seats": Wording("puestos para {thing}", "La licencia cubre {x} puestos para {thing}.", "Para {thing} se cubren {x} puestos"),
    "notice": Wording(
        "preaviso para {thing}",
        "Cada parte puede rescindir {thing} con un preaviso de {x} días.",
        "El preaviso para {thing} es de {x} días",
    ),
    "interest": Wording(
        "interés de demora de {thing}",
        "Los pagos tardíos por {thing} devengan un interés de {x}.",
        "El interés de demora de {thing} es del {x}",
    ),
    "start": Wording(
        "inicio de {thing}", "La vigencia para {thing} comienza el {x}.", "Para {thing}, la vigencia empieza el {x}"
    ),
    "end": Wording(
        "vencimiento de {thing}", "Los derechos sobre {thing} vencen el {x}.", "Los derechos sobre {thing} terminan el {x}"
    ),
    "contract_number": Wording(
        "contrato de {thing}", "El anexo de {thing} lleva el número de contrato {x}.", "{thing} corresponde al contrato {x}"
    ),
    "costs": Wording(
        "costes de {thing}", "Los costes operativos de {thing} fueron de {x}.", "{thing} tuvo costes operativos de {x}"
    ),
    "investment": Wording("inversión en {thing}", "La inversión en {thing} alcanzó {x}.", "Se invirtieron {x} en {thing}"),
    "staff": Wording(
        "plantilla de {thing}", "La plantilla de {thing} cuenta con {x} empleados.", "{thing} emplea a {x} personas"
    ),
    "sold": Wording(
        "ventas de {thing}", "{thing} entregó {x} unidades a los clientes.", "{x} unidades fueron entregadas por {thing}"
    ),
    "growth": Wording(
        "ventas comparables de {thing}",
        "Las ventas comparables de {thing} variaron un {x} en el año.",
        "Las ventas comparables de {thing} variaron un {x}",
    ),
    "margin": Wording(
        "margen operativo de {thing}",
        "{thing} cerró con un margen operativo del {x}.",
        "El margen operativo de {thing} fue del {x}",
    ),
    "share": Wording(
        "cuota de mercado de {thing}",
        "La cuota de mercado de {thing} se estima en el {x}.",
        "{thing} tiene una cuota de mercado del {x}",
    ),
    "published": Wording(
        "auditoría de {thing}", "Las cuentas de {thing} se firmaron el {x}.", "La firma de las cuentas de {thing} es del {x}"
    ),
    "revenue": Wording(
        "ingresos de {thing}",
        "Los ingresos de {thing} fueron de {x} en {this}, tras {y} en {last}.",
        "{thing} ingresó {x} en {this} frente a {y} en {last}",
    ),
    "orders": Wording(
        "pedidos de {thing}",
        "En {this} los clientes hicieron {x} pedidos a {thing}; en {last} fueron {y}.",
        "{thing} recibió {x} pedidos en {this} y {y} en {last}",
    ),
    "energy": Wording(
        "consumo de energía en {thing}",
        "El consumo de energía en {thing} fue de {x} kWh en {this} y de {y} kWh en {last}.",
        "{thing} consumió {x} kWh en {this} ({last}: {y} kWh)",
    ),
    "budget": Wording(
        "presupuesto de {thing}",
        "La junta aprobó un presupuesto de {x} para {thing}.",
        "Se aprobó un presupuesto de {x} para {thing}",
    ),
    "sponsorship": Wording(
        "patrocinio de {thing}", "Los patrocinadores han prometido {x} para {thing}.", "{thing} cuenta con {x} de patrocinadores"
    ),
    "approval": Wording(
        "votos a favor de {thing}",
        "La moción sobre {thing} obtuvo el {x} de los votos.",
        "El {x} de los votos apoyó la moción sobre {thing}",
    ),
    "meeting": Wording(
        "reunión sobre {thing}",
        "El grupo de trabajo sobre {thing} se reúne de nuevo el {x}.",
        "La reunión sobre {thing} será el {x}",
    ),
    "decided": Wording(
        "decisión sobre {thing}", "La decisión sobre {thing} se tomó el {x}.", "La junta decidió sobre {thing} el {x}"
    ),
    "ticket": Wording(
        "incidencia de {thing}",
        "Los puntos abiertos de {thing} constan en la incidencia {x}.",
        "{thing} se sigue en la incidencia {x}",
    ),
    "item": Wording(
        "instalación en {thing}", "Trabajos de instalación en {thing}: {x} netos.", "La instalación en {thing} se factura por {x}"
    ),
    "freight": Wording("transporte a {thing}", "Transporte y manipulación a {thing}: {x}.", "El transporte a {thing} cuesta {x}"),
    "parts": Wording("piezas para {thing}", "Enviado a {thing}: {x} piezas.", "Se enviaron {x} piezas a {thing}"),
    "discount": Wording(
        "descuento para {thing}", "Se concede un descuento del {x} para {thing}.", "{thing} recibe un descuento del {x}"
    ),
    "due": Wording("pago de {thing}", "El pago de {thing} vence el {x}.", "Hay que pagar {thing} antes del {x}"),
    "delivered": Wording(
        "entrega a {thing}", "La mercancía para {thing} se entregó el {x}.", "La mercancía para {thing} llegó el {x}"
    ),
    "invoice_number": Wording(
        "factura de {thing}", "Los servicios para {thing} figuran en la factura {x}.", "{thing} se cobra con la factura {x}"
    ),
    "travel": Wording(
        "dieta de viaje en {thing}",
        "El personal de {thing} recibe una dieta de viaje de {x}.",
        "La dieta de viaje en {thing} es de {x}",
    ),
    "training": Wording(
        "formación en {thing}", "El presupuesto anual de formación en {thing} es de {x}.", "{thing} dedica {x} a formación"
    ),
    "relocation": Wording(
        "ayuda de traslado a {thing}",
        "Quien se traslada a {thing} recibe una ayuda de {x}.",
        "La ayuda de traslado a {thing} es de {x}",
    ),
    "contribution": Wording(
        "aportación en {thing}",
        "La empresa aporta a la pensión un {x} en {thing}.",
        "En {thing} la aportación a la pensión es del {x}",
    ),
    "bonus": Wording(
        "bono objetivo en {thing}",
        "El bono objetivo en {thing} es del {x} del salario base.",
        "{thing} tiene un bono objetivo del {x}",
    ),
    "effective": Wording(
        "normas en {thing}", "Estas normas entran en vigor en {thing} el {x}.", "Las normas rigen en {thing} desde el {x}"
    ),
    "review": Wording(
        "revisión en {thing}", "La próxima revisión en {thing} está prevista para el {x}.", "{thing} se revisará el {x}"
    ),
    "price": Wording(
        "precio de lista de {thing}",
        "El precio de lista del equipo {thing} es de {x}.",
        "El equipo {thing} cuesta {x} según lista",
    ),
    "cycles": Wording("ciclos de {thing}", "El relé {thing} está previsto para {x} ciclos.", "{thing} soporta {x} ciclos"),
    "efficiency": Wording(
        "rendimiento de {thing}", "A plena carga, {thing} alcanza un rendimiento del {x}.", "El rendimiento de {thing} es del {x}"
    ),
    "voltage": Wording(
        "tensión de {thing}", "La tensión de alimentación de {thing} es de {x}.", "{thing} necesita una tensión de {x}"
    ),
    "weight": Wording("peso de {thing}", "Con embalaje, {thing} pesa {x}.", "El peso de {thing} con embalaje es de {x}"),
    "length": Wording(
        "longitud de {thing}", "La carcasa de {thing} tiene una longitud de {x}.", "La carcasa de {thing} mide {x}"
    ),
    "released": Wording("versión de {thing}", "El firmware de {thing} se publicó el {x}.", "El firmware de {thing} salió el {x}"),
    "calibrated": Wording("calibración de {thing}", "La calibración de {thing} se realizó el {x}.", "{thing} se calibró el {x}"),
    "part_number": Wording(
        "referencia de {thing}",
        "Los repuestos de {thing} se piden con la referencia {x}.",
        "El repuesto de {thing} tiene la referencia {x}",
    ),
    "person": Wording(
        "responsable de {thing}", "Las dudas sobre {thing} las atiende {x}.", "{x} atiende las dudas sobre {thing}"
    ),
    "contact": Wording(
        "contacto de {thing}", "Las consultas sobre {thing} se envían a {x}.", "Para consultas sobre {thing}, escriba a {x}"
    ),
    "folder": Wording(
        "archivo de {thing}", "El archivo completo de {thing} está en {x}.", "El archivo de {thing} se encuentra en {x}"
    ),
}

SPANISH = Words(
    code="es",
    group=".",
    point=",",
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    currencies={"EUR": "euros", "USD": "dólares", "GBP": "libras"},
    percent=(" %", "%", " por ciento"),
    thousand=("{n} mil {w}",),
    million=("{n} millones de {w}", "{n} M{s}", "{c} {n} millones"),
    billion=("{n} mil millones de {w}",),
    scales={3: "mil", 6: "millones"},
    about=("unos", "aproximadamente", "cerca de", "alrededor de"),
    over=("algo más de", "poco más de"),
    under=("casi", "algo menos de"),
    joins=("; ", ", y "),
    by_section="Según el apartado {section}: {claim}",
    changed=("Las ventas comparables de {thing} cayeron un {x}", "Las ventas comparables de {thing} subieron un {x}"),
    wordings=_WORDINGS,
    derived=Derived(
        total="En total, {a} y {b} suman {x}",
        total_of="La suma de {a} ({p}) y {b} ({q}) es de {x}",
        gap="La diferencia entre {a} y {b} es de {x}",
        gap_of="Entre {a} ({p}) y {b} ({q}) hay una diferencia de {x}",
        rose="{label}: un aumento del {x} entre {last} y {this}",
        rose_of="{label}: aumento del {x}, de {y} a {now}",
        fell="{label}: un descenso del {x} entre {last} y {this}",
        fell_of="{label}: descenso del {x}, de {y} a {now}",
    ),
    quoting=("El documento dice: {q}", "Textualmente: {q}", "Allí consta que {q}", "- **Texto:** {q}"),
    naming=("{q} es responsable de {thing}", "Para {thing}, el documento nombra a {q}", "- **Responsable, {thing}:** {q}"),
    quotes=(
        "El proveedor {no podrá|podrá} ceder sus derechos {sin|con} el consentimiento previo y escrito del cliente.",
        "Los documentos confidenciales se devuelven {después|antes} de la inspección final de los locales.",
        "Ninguna de las partes {responde|cobra} por retrasos causados por hechos {ajenos|debidos} a su voluntad.",
        "Las cifras de este apartado {excluyen|incluyen} los efectos extraordinarios de la primera consolidación.",
        "El personal {puede|debe} trabajar desde casa {salvo|incluso} que el jefe de turno exija su presencia.",
        "El comité {rechazó|aceptó} la oferta de los consultores externos {sin|tras} más debate.",
        "El aparato debe desconectarse {antes|después} de que un técnico cualificado abra la tapa de protección.",
        "Las facturas se consideran {aceptadas|rechazadas} si el cliente {no|nos} presenta objeciones por escrito.",
        "Las horas extraordinarias se compensan con descanso; {nunca|siempre} se abonan en metálico.",
        "La garantía {excluye|cubre} los daños causados por una limpieza inadecuada o por repuestos no oficiales.",
        "Los subcontratistas {sólo|también} intervienen con la autorización {escrita|verbal} de la oficina del proyecto.",
        "Los datos personales se {borran|conservan} en cuanto desaparece la finalidad para la que se recogieron.",
        "El inquilino está {obligado|autorizado} a asegurar las instalaciones contra incendios por {su|nuestra} cuenta.",
        "Las solicitudes de vacaciones se presentan {antes|después} de cerrar el cuadrante de turnos.",
        "El ventilador arranca {automáticamente|manualmente} cuando la temperatura {supera|abandona} el margen seguro.",
        "Los regalos de proveedores deben {rechazarse|aceptarse} con cortesía y comunicarse a la auditoría interna.",
    ),
    invented=(
        "Los litigios sobre {thing} se resuelven mediante arbitraje en Ginebra.",
        "El crecimiento de {thing} se debió sobre todo a los distribuidores extranjeros.",
        "Las existencias sobrantes de {thing} se donarán a entidades benéficas.",
        "El arrendador de {thing} renuncia a subir la renta durante el primer periodo.",
        "Los visitantes de {thing} llevarán siempre casco y calzado de seguridad.",
        "La dirección espera que {thing} sea rentable antes de lo previsto.",
        "Las vacaciones no disfrutadas en {thing} pueden acumularse sin límite.",
        "El sensor de {thing} se sustituye en cuanto parpadea la luz de aviso.",
    ),
    things=(
        *("Alameda", "Buenavista", "Castellar", "Dehesa", "Encinar", "Fuentealta", "Guadalmar", "Herrería", "Islamar", "Jarama"),
        *("Laguna", "Miraflores", "Navalón", "Olivares", "Peñalba", "Quintanar", "Robledo", "Salinas", "Torrenueva", "Umbría"),
        *("Valdemar", "Yecla", "Zarzal", "Arenales", "Brezal", "Cumbres", "Doramas", "Espinar", "Florida", "Granada"),
        *("Hontanar", "Jabonera", "Lucero", "Marismas", "Nogales", "Ordesa", "Pinar", "Retiro", "Sotillo", "Tajuña"),
    ),
    names=(
        *("Lucía Herrero", "Dr. Pablo Montes", "Inés Carrasco", "Álvaro Núñez", "Marta Solís", "Joaquín Peña"),
        *("Rocío Bernal", "Sergio Lozano", "Elvira Campos", "Andrés Molina"),
    ),
    invented_names=(
        "Fernando Aguirre",
        "Dra. Beatriz Olmedo",
        "Gonzalo Rivas",
        "Pilar Echeverría",
        "Ignacio Tapia",
        "Carmen Valdivia",
    ),
    companies=(
        ("Logística Peñarroya S.L.", "penarroya.example"),
        ("Talleres Duero S.A.", "talleres-duero.example"),
        ("Energías del Cabo S.A.", "energias-cabo.example"),
    ),
    titles={
        Paper.CONTRACT: "Contrato marco",
        Paper.REPORT: "Informe trimestral",
        Paper.MINUTES: "Acta de la junta",
        Paper.INVOICE: "Factura conjunta",
        Paper.POLICY: "Política de personal",
        Paper.DATASHEET: "Ficha técnica",
    },
    headings=("Generalidades", "Ámbito", "Resumen financiero", "Detalles", "Anexos", "Explotación", "Síntesis"),
    filler=(
        "Los detalles figuran en el apartado {n}.{m} y se revisan cada {n} meses.",
        "Esta página sustituye a la versión de {year}; las copias se guardan {m} años.",
        "Las consultas se responden en {n} días hábiles, de lunes a viernes de 8 a 17 horas.",
        "Véanse también los puntos {n} a {m} de las condiciones generales, modificadas en {year}.",
    ),
    foot="Página {n} de {total} · Tel. +34 910 555 014 · © 2019-{year}",
    questions=("¿Qué dice el documento?", "¿Puedes resumirlo?"),
)
