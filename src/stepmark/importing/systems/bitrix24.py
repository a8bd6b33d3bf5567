"""Bitrix24's exports: labels of its fields in Russian, English and Polish."""

_COMPANY: dict[str, tuple[str, ...]] = {
    "name": ("Название компании", "Company Name", "Nazwa firmy"),
    "phones": (
        "Рабочий телефон", "Мобильный телефон", "Другой телефон", "Work Phone", "Mobile", "Telefon służbowy",
    ),
    "emails": ("Рабочий e-mail", "Частный e-mail", "Другой e-mail", "Work E-mail", "E-mail służbowy"),
    "website": ("Корпоративный сайт", "Corporate Website", "Witryna firmowa"),
    "type": ("Тип компании", "Company type", "Typ firmy"),
    "address": ("Адрес", "Фактический адрес", "Street address", "Adres"),
    "responsible_id": ("Ответственный", "Responsible person", "Osoba odpowiedzialna"),
}  # fmt: skip
_CONTACT: dict[str, tuple[str, ...]] = {
    "name": ("Имя", "Отчество", "Фамилия", "First name", "Second name", "Last name", "Imię", "Nazwisko"),
    "emails": ("Рабочий e-mail", "Частный e-mail", "Другой e-mail", "Work E-mail", "Home E-mail", "E-mail służbowy"),
    "phones": ("Рабочий телефон", "Мобильный телефон", "Домашний телефон", "Work Phone", "Mobile", "Home Phone"),
    "company_id": ("Компания", "Company", "Firma"),
    "job_title": ("Должность", "Position", "Stanowisko"),
    "responsible_id": ("Ответственный", "Responsible person", "Osoba odpowiedzialna"),
}
_DEAL: dict[str, tuple[str, ...]] = {
    "title": ("Название сделки", "Название", "Deal name", "Nazwa deala"),
    "process_id": ("Воронка", "Направление", "Pipeline", "Lejek"),
    "stage_id": ("Стадия сделки", "Стадия", "Deal stage", "Etap deala"),
    "amount": ("Сумма", "Total", "Opportunity", "Suma"),
    "currency": ("Валюта", "Currency", "Waluta"),
    "company_id": ("Компания", "Company", "Firma"),
    "contact_id": ("Контакт", "Contact", "Kontakt"),
    "source": ("Источник", "Source", "Źródło"),
    "responsible_id": ("Ответственный", "Responsible person", "Osoba odpowiedzialna"),
    "expected_close": ("Предполагаемая дата закрытия", "Дата завершения", "Expected close date", "Close date"),
    "created_at": ("Дата создания", "Created on", "Data utworzenia"),
    "co_executor_ids": ("Наблюдатели", "Observers", "Obserwatorzy"),
    "contact.phones": ("Контакт: Рабочий телефон", "Контакт: Мобильный телефон", "Contact: Work Phone"),
    "contact.emails": ("Контакт: Рабочий e-mail", "Contact: Work E-mail"),
}
_TASK: dict[str, tuple[str, ...]] = {
    "title": ("Название задачи", "Task name", "Nazwa zadania"),
    "due_at": ("Крайний срок", "Deadline", "Termin"),
    "description": ("Описание", "Description", "Opis"),
    "responsible_id": ("Исполнитель", "Ответственный", "Assignee", "Responsible person", "Osoba odpowiedzialna"),
    "done_at": ("Дата закрытия", "Closed on"),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "company": _COMPANY,
    "contact": _CONTACT,
    "deal": _DEAL,
    "task": _TASK,
}
