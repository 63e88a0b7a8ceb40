"""What is printed on forms; no digits among it."""

from __future__ import annotations

__all__ = ["COLUMN_WORDS", "LABELS", "SENTENCES", "TITLES"]

TITLES = (
    "Annual Return of Livestock",
    "Examination Record",
    "Meter Reading Card",
    "Statement of the Count",
    "Household Survey",
    "Stock Ledger",
    "Erhebungsbogen",
    "Relevé de compteur",
    "Registro de asistencia",
    "Delivery Note",
    "Clinic Intake Form",
    "Rainfall Register",
)

SENTENCES = (
    "Please write clearly with a dark pen and keep inside the boxes.",
    "Complete every line. Leave a field empty if it does not apply.",
    "Bitte in Blockschrift ausfüllen und unterschrieben zurücksenden.",
    "Remplir en chiffres arabes, sans ratures ni surcharges.",
    "This form is scanned by machine; do not fold or staple it.",
    "Return the completed form to the office named overleaf.",
    "For official use only. Figures are checked against the register.",
    "Escriba los números con claridad, uno por casilla.",
)

LABELS = (
    "Account number",
    "Amount due",
    "Batch",
    "Betrag",
    "Candidate",
    "Code postal",
    "Customer number",
    "District",
    "Father's age",
    "Gesamtsumme",
    "House number",
    "Invalid votes",
    "Item code",
    "Kundennummer",
    "Meter reading",
    "Number of persons",
    "Numéro",
    "Parcel",
    "Plot",
    "Polling station",
    "Quantity",
    "Rainfall in mm",
    "Receipt",
    "Registered voters",
    "Room",
    "School code",
    "Score",
    "Student number",
    "Telephone",
    "Total",
    "Total valid votes",
    "Weight in kg",
    "Year of birth",
    "Zählerstand",
)

COLUMN_WORDS = (
    "Amount",
    "April",
    "Count",
    "Day",
    "East",
    "Females",
    "January",
    "Left",
    "Males",
    "Night",
    "North",
    "Price",
    "Score",
    "Sum",
    "Total",
    "Votes",
)
