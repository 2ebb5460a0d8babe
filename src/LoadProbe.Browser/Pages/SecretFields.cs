using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>The fields of a page into which a journey types secrets: browsers show dots for passwords only, and no picture shows any of them.</summary>
internal sealed class SecretFields(Variables variables)
{
    private readonly List<ILocator> _fields = [];

    /// <summary>This is about to be typed there.</summary>
    public void Know(ILocator field, string value)
    {
        if (variables.Redact(value) != value) _fields.Add(field);
    }

    /// <summary>A picture with these fields covered, as far as they are in the page.</summary>
    public PageScreenshotOptions Covered(PageScreenshotOptions options)
    {
        options.Mask = _fields;
        return options;
    }
}
