namespace LoadProbe.Core;

/// <summary>How a value is written where it goes into a template; the text around it is already in that form.</summary>
public enum TemplateEscape : byte
{
    None,

    /// <summary>Inside a JSON string.</summary>
    Json,

    /// <summary>As a part of <c>application/x-www-form-urlencoded</c>.</summary>
    Form,
}
