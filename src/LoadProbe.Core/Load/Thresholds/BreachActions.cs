namespace LoadProbe.Core;

/// <summary>What a breach does, and how that is written.</summary>
public static class BreachActions
{
    /// <summary>The actions by the words that users write after <c>else</c>.</summary>
    internal static readonly IReadOnlyDictionary<string, BreachAction> ByWord = new Dictionary<string, BreachAction>
    {
        ["warn"] = BreachAction.Warn, ["fail"] = BreachAction.Fail, ["hold"] = BreachAction.Hold, ["back off"] = BreachAction.BackOff, ["abort"] = BreachAction.Abort,
    };

    public static string Word(this BreachAction action) => ByWord.First(w => w.Value == action).Key;

    /// <summary>The load is held back, and let go again.</summary>
    public static bool Returns(this BreachAction action) => action is BreachAction.Hold or BreachAction.BackOff;
}
