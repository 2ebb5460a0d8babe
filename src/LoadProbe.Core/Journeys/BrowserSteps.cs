namespace LoadProbe.Core;

/// <summary>Something a customer does in a page.</summary>
public abstract record BrowserStep : Step
{
    public override StepKind Kind => StepKind.Browser;
}

/// <summary>Goes to an address, absolute or relative to the target's.</summary>
public sealed record OpenStep(Template Url) : BrowserStep;

/// <summary>Clicks an element.</summary>
public sealed record ClickStep(Locator Where) : BrowserStep;

/// <summary>Types a value into a field.</summary>
public sealed record FillStep(Locator Where, Template With) : BrowserStep;

/// <summary>Chooses an option of a list by its label or value.</summary>
public sealed record SelectStep(Locator Where, Template Option) : BrowserStep;

/// <summary>Waits until an element is to be seen, or the page's title or address is as wanted.</summary>
public sealed record ExpectStep(Locator? Where, Match? Title, Match? Url) : BrowserStep;

/// <summary>Keeps a picture of the page.</summary>
public sealed record ScreenshotStep(bool FullPage) : BrowserStep;
