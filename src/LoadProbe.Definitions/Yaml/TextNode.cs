namespace LoadProbe.Definitions;

/// <summary>A scalar, as text; what it means is for the reader of the key to say.</summary>
/// <param name="plain">Written without quotes, so that it may also be a number, a boolean or null.</param>
internal sealed class TextNode(Place at, string text, bool plain) : Node(at)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = plain;

    public override string Shape => IsNull ? "nothing" : Quote.Of(Text);

    public override bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}
