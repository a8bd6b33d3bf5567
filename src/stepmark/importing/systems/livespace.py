"""Livespace's exports: columns in Polish, and in English for accounts that speak it."""

_COMPANY: dict[str, tuple[str, ...]] = {
    "name": ("Nazwa firmy", "Firma", "Company name"),
    "phones": ("Telefon", "Telefon firmowy", "Telefon komórkowy", "Phone"),
    "emails": ("E-mail", "Email", "Adres e-mail"),
    "website": ("Strona WWW", "WWW", "Website"),
    "address": ("Ulica", "Kod pocztowy", "Miasto", "Województwo", "Kraj"),
    "type": ("Grupa", "Grupy", "Typ relacji", "Group"),
    "responsible_id": ("Opiekun", "Właściciel", "Owner"),
}
_CONTACT: dict[str, tuple[str, ...]] = {
    "name": ("Imię", "Nazwisko", "First name", "Last name"),
    "phones": ("Telefon", "Telefon firmowy", "Telefon komórkowy", "Phone"),
    "emails": ("E-mail", "Email", "Adres e-mail"),
    "company_id": ("Nazwa firmy", "Firma", "Company name"),
    "job_title": ("Stanowisko", "Position"),
    "responsible_id": ("Opiekun", "Właściciel", "Owner"),
    "company.address": ("Adres firmy",),
}
_DEAL: dict[str, tuple[str, ...]] = {
    "title": ("Nazwa szansy", "Nazwa szansy sprzedaży", "Szansa sprzedaży", "Deal name"),
    "process_id": ("Proces", "Proces sprzedaży", "Process"),
    "stage_id": ("Etap", "Etap procesu", "Stage"),
    "status": ("Status", "Status szansy"),
    "amount": ("Wartość", "Wartość szansy", "Value"),
    "currency": ("Waluta", "Currency"),
    "company_id": ("Firma", "Nazwa firmy", "Company"),
    "contact_id": ("Osoba kontaktowa", "Osoba", "Contact"),
    "source": ("Źródło", "Źródło pozyskania", "Source"),
    "responsible_id": ("Opiekun", "Właściciel", "Owner"),
    "expected_close": ("Przewidywana data zamknięcia", "Planowana data zamknięcia", "Expected close date"),
    "created_at": ("Data utworzenia", "Data dodania", "Created"),
    "closed_at": ("Data zamknięcia", "Closed"),
    "company.phones": ("Telefon firmy",),
    "company.emails": ("E-mail firmy",),
    "contact.phones": ("Telefon osoby",),
    "contact.emails": ("E-mail osoby",),
}
_TASK: dict[str, tuple[str, ...]] = {
    "title": ("Nazwa zadania", "Temat", "Zadanie"),
    "due_at": ("Termin", "Data wykonania"),
    "description": ("Opis", "Notatka"),
    "responsible_id": ("Opiekun", "Osoba odpowiedzialna", "Wykonawca"),
    "company_id": ("Firma",),
    "contact_id": ("Osoba",),
    "deal_id": ("Szansa sprzedaży",),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "company": _COMPANY,
    "contact": _CONTACT,
    "deal": _DEAL,
    "task": _TASK,
}
