"""The reader's names for the codes that the core speaks in."""

LABELS: dict[str, dict[str, str]] = {
    "status": {
        "published": "official, published",
        "cross_checked": "official, cross-checked",
        "derived": "derived from official figures",
        "estimate": "estimate, not official",
        "unverified": "not verified",
        "not_published": "not published: zero or confidential",
        "missing": "missing",
    },
    "status_short": {
        "published": "official",
        "cross_checked": "official",
        "derived": "derived",
        "estimate": "estimate",
        "unverified": "not verified",
        "not_published": "not published",
        "missing": "missing",
    },
    "stakeholder_group": {
        "government": "Local government",
        "business": "Business and industry",
        "public": "Public, NGOs and parties",
        "science": "Scientific community",
    },
    "instrument": {
        "grant": "Grant funding",
        "programme": "Programme-targeted funding",
    },
    "payer": {
        "central": "Central budget",
        "local": "Local budget",
        "private": "Private partners",
    },
    "target": {
        "foresight_sessions": "Foresight sessions in the regions",
        "technical_specifications": "Technical specifications included in calls",
        "active_projects": "Projects and programmes under way",
        "cofinancing_share": "Co-financing share from local and private sources",
        "recommendations": "Recommendations on regional scientific potential",
    },
    "target_unit": {
        "foresight_sessions": "sessions",
        "technical_specifications": "specifications",
        "active_projects": "projects",
        "cofinancing_share": "%",
        "recommendations": "recommendations",
    },
    "horizon": {
        "short": "Short term, up to 3 years",
        "medium": "Medium term, 3–7 years",
        "long": "Long term, over 7 years",
    },
}
